package main

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// A shape is one word: s string, n number, b boolean, x string or number, * anything, the index of a type in the
// dictionary; "[" before it is a list of it, "{" a map of it.
const (
	str, number, boolean, scalar, anything = "s", "n", "b", "x", "*"
	listOf, mapOf                          = "[", "{"
)

var special = map[reflect.Type]string{
	reflect.TypeFor[metav1.Time]():            str,
	reflect.TypeFor[metav1.MicroTime]():       str,
	reflect.TypeFor[metav1.Duration]():        str,
	reflect.TypeFor[resource.Quantity]():      scalar,
	reflect.TypeFor[intstr.IntOrString]():     scalar,
	reflect.TypeFor[runtime.RawExtension]():   anything,
	reflect.TypeFor[metav1.FieldsV1]():        anything,
	reflect.TypeFor[apiextensions.JSON]():     anything,
	reflect.TypeFor[json.RawMessage]():        anything,
	reflect.TypeFor[map[string]interface{}](): anything,
}

// dictionary holds each type once, whatever it is called: "field:shape field:shape".
type dictionary struct {
	lines []string
	index map[string]int
}

func newDictionary() *dictionary { return &dictionary{index: map[string]int{}} }

func (d *dictionary) put(line string) string {
	if _, known := d.index[line]; !known {
		d.index[line] = len(d.lines)
		d.lines = append(d.lines, line)
	}
	return strconv.Itoa(d.index[line])
}

type shapes struct {
	types   *dictionary
	builtIn bool
	// the types that are being read: a CRD cannot repeat itself, so what does may hold anything
	above []reflect.Type
}

// ofObject is the shape of a whole object. What a controller writes is nobody's to judge in a repository.
func (r *shapes) ofObject(goType reflect.Type) string {
	fields := map[string]string{}
	r.collect(goType, fields)
	fields["metadata"] = r.ofStruct(reflect.TypeFor[metav1.ObjectMeta]())
	if _, has := fields["status"]; has {
		fields["status"] = anything
	}
	return r.types.put(line(fields))
}

func (r *shapes) of(goType reflect.Type) string {
	if shape, known := special[goType]; known {
		return shape
	}
	if goType.Kind() != reflect.Pointer && implements[json.Marshaler](goType) {
		return anything
	}
	if goType.Kind() != reflect.Pointer && implements[encoding.TextMarshaler](goType) {
		return str
	}
	switch goType.Kind() {
	case reflect.Pointer:
		return r.of(goType.Elem())
	case reflect.String:
		return str
	case reflect.Bool:
		return boolean
	case reflect.Slice, reflect.Array:
		if goType.Elem().Kind() == reflect.Uint8 {
			return str
		}
		return listOf + r.of(goType.Elem())
	case reflect.Map:
		return mapOf + r.of(goType.Elem())
	case reflect.Struct:
		// within a CRD the metadata of a template is cut to whatever its authors say
		if goType == reflect.TypeFor[metav1.ObjectMeta]() && !r.builtIn {
			return anything
		}
		return r.ofStruct(goType)
	case reflect.Interface, reflect.Func, reflect.Chan:
		return anything
	default:
		return number
	}
}

func (r *shapes) ofStruct(goType reflect.Type) string {
	if slices.Contains(r.above, goType) {
		return anything
	}
	r.above = append(r.above, goType)
	defer func() { r.above = r.above[:len(r.above)-1] }()
	fields := map[string]string{}
	r.collect(goType, fields)
	return r.types.put(line(fields))
}

func (r *shapes) collect(goType reflect.Type, fields map[string]string) {
	for index := range goType.NumField() {
		field := goType.Field(index)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		isInline := strings.Contains(options, "inline") || (field.Anonymous && name == "")
		switch {
		case name == "-" || (!field.IsExported() && !field.Anonymous):
		case isInline && structOf(field.Type) != nil:
			r.collect(structOf(field.Type), fields)
		case name == "":
			fields[field.Name] = r.of(field.Type)
		default:
			fields[name] = r.of(field.Type)
		}
	}
}

func structOf(goType reflect.Type) reflect.Type {
	if goType.Kind() == reflect.Pointer {
		goType = goType.Elem()
	}
	if goType.Kind() != reflect.Struct {
		return nil
	}
	return goType
}

// implements says whether a type, or a pointer to it, writes itself in its own way: then its fields are not what is written.
func implements[Writer any](goType reflect.Type) bool {
	writer := reflect.TypeFor[Writer]()
	return goType.Implements(writer) || reflect.PointerTo(goType).Implements(writer)
}

func line(fields map[string]string) string {
	names := slices.Sorted(maps.Keys(fields))
	for index, name := range names {
		names[index] = name + ":" + fields[name]
	}
	return strings.Join(names, " ")
}
