package main

import (
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// places tells where a configuration gives a key, such as "users[2].scope":
// "escale.yaml:12"; the file alone where it does not.
func places(file string, text []byte) func(key string) string {
	tree, err := parser.ParseBytes(text, 0)
	return func(key string) string {
		path, wrong := yaml.PathString("$." + key)
		if err != nil || wrong != nil {
			return file
		}
		node, missing := path.FilterFile(tree)
		if missing != nil || node == nil {
			return file
		}
		return fmt.Sprintf("%s:%d", file, node.GetToken().Position.Line)
	}
}
