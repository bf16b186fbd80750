// Writes the fields of Kubernetes kinds as data, from the Go types that their projects publish.
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// data is what ../fields.json holds; ../fields.ts says what it means.
type data struct {
	Products map[string]string `json:"products"`
	Groups   map[string]string `json:"groups"`
	Kinds    map[string]string `json:"kinds"`
	Types    []string          `json:"types"`
}

func main() {
	out := data{Products: map[string]string{}, Groups: map[string]string{}, Kinds: map[string]string{}}
	types := newDictionary()
	for _, product := range products {
		out.Products[product.name] = releaseOf(product)
		scheme := runtime.NewScheme()
		for _, add := range product.add {
			if err := add(scheme); err != nil {
				fail(err)
			}
		}
		read(scheme, product, types, out)
	}
	out.Types = types.lines
	write(out)
}

func read(scheme *runtime.Scheme, product product, types *dictionary, out data) {
	known := scheme.AllKnownTypes()
	kinds := slices.SortedFunc(maps.Keys(known), func(a, b schema.GroupVersionKind) int { return strings.Compare(a.String(), b.String()) })
	for _, kind := range kinds {
		goType := known[kind]
		meta, hasMeta := goType.FieldByName("ObjectMeta")
		if !hasMeta || meta.Type != reflect.TypeFor[metav1.ObjectMeta]() || kind.Version == runtime.APIVersionInternal {
			continue
		}
		name := fmt.Sprintf("%s %s", kind.GroupVersion(), kind.Kind)
		reader := shapes{types: types, builtIn: product.builtIn}
		out.Kinds[name] = reader.ofObject(goType)
		if _, known := out.Groups[kind.Group]; !known {
			out.Groups[kind.Group] = product.name
		}
	}
}

// releaseOf is the major and minor of a product: what a repository's pin is compared with.
func releaseOf(product product) string {
	if product.release != "" {
		return product.release
	}
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == product.module {
			parts := strings.Split(strings.TrimPrefix(module.Version, "v"), ".")
			if product.major != "" {
				parts[0] = product.major
			}
			return parts[0] + "." + parts[1]
		}
	}
	fail(fmt.Errorf("%s is not compiled in", product.module))
	return ""
}

// write puts each kind and each type on a line of its own, so that a refresh shows what changed.
func write(out data) {
	file, err := os.Create(os.Args[1])
	if err != nil {
		fail(err)
	}
	defer file.Close()
	fmt.Fprintf(file, "{\n\"products\": %s,\n\"groups\": %s,\n\"kinds\": {\n", text(out.Products), text(out.Groups))
	names := slices.Sorted(maps.Keys(out.Kinds))
	for index, name := range names {
		names[index] = fmt.Sprintf("%s: %s", text(name), text(out.Kinds[name]))
	}
	fmt.Fprintf(file, "%s\n},\n\"types\": [\n", strings.Join(names, ",\n"))
	lines := make([]string, 0, len(out.Types))
	for _, line := range out.Types {
		lines = append(lines, text(line))
	}
	fmt.Fprintf(file, "%s\n]\n}\n", strings.Join(lines, ",\n"))
	fmt.Printf("%d kinds, %d types: %s\n", len(names), len(lines), os.Args[1])
}

func text(value any) string {
	written, err := json.Marshal(value)
	if err != nil {
		fail(err)
	}
	return string(written)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
