// Command generate writes communes.tsv.gz from the npm package
// @etalab/decoupage-administratif. From this folder's parent:
//
//	npm pack @etalab/decoupage-administratif@6.0.0
//	tar xzf etalab-decoupage-administratif-6.0.0.tgz
//	go run ./generate package/data > communes.tsv.gz
//
// One line a commune, sorted by code: code, name, postcodes separated by spaces,
// EPCI, arrondissement, département, région. A municipal arrondissement of
// Paris, Lyon or Marseille has only its code and, as name, "=" and the code of
// its commune. The same input gives the same bytes.
package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

type commune struct {
	Code           string   `json:"code"`
	Name           string   `json:"nom"`
	Type           string   `json:"type"`
	PartOf         string   `json:"commune"`
	Postcodes      []string `json:"codesPostaux"`
	Arrondissement string   `json:"arrondissement"`
	Departement    string   `json:"departement"`
	Region         string   `json:"region"`
}

type epci struct {
	Code    string `json:"code"`
	Members []struct {
		Code string `json:"code"`
	} `json:"membres"`
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: generate FOLDER > communes.tsv.gz")
	}
	if err := generate(os.Args[1], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func generate(folder string, out io.Writer) error {
	var communes []commune
	var epcis []epci
	if err := read(filepath.Join(folder, "communes.json"), &communes); err != nil {
		return err
	}
	if err := read(filepath.Join(folder, "epci.json"), &epcis); err != nil {
		return err
	}
	of := map[string]string{}
	for _, e := range epcis {
		for _, m := range e.Members {
			of[m.Code] = e.Code
		}
	}
	zip, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(zip, table(communes, of)); err != nil {
		return err
	}
	return zip.Close()
}

func read(name string, into any) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func table(communes []commune, epci map[string]string) string {
	var lines []string
	for _, c := range communes {
		switch c.Type {
		case "commune-actuelle":
			slices.Sort(c.Postcodes)
			lines = append(lines, strings.Join([]string{
				c.Code, c.Name, strings.Join(c.Postcodes, " "), epci[c.Code],
				c.Arrondissement, c.Departement, c.Region,
			}, "\t"))
		case "arrondissement-municipal":
			lines = append(lines, c.Code+"\t="+c.PartOf)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}
