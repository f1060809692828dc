package main

import (
	"strings"
	"testing"

	"escale/store/redis"

	"github.com/google/go-cmp/cmp"
)

func TestAddressOfAStore(t *testing.T) {
	for address, want := range map[string]redis.Config{
		"redis://127.0.0.1:6379":                      {Addresses: []string{"127.0.0.1:6379"}},
		"redis://escale@cache.example.fr:6379/3":      {Addresses: []string{"cache.example.fr:6379"}, Username: "escale", Database: 3},
		"redis+sentinel://a:26379,[::1]:26379/escale": {Addresses: []string{"a:26379", "[::1]:26379"}, Master: "escale", Replicas: 1},
		"redis+cluster://a:7000,b:7000":               {Addresses: []string{"a:7000", "b:7000"}, Cluster: true, Replicas: 1},
	} {
		want.Scope = "test"
		got, err := (&Config{Store: address, Installation: "test"}).sharedStore()
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", address, err, d)
		}
	}
	got, err := (&Config{Store: "rediss://a:6379", StoreReplicas: "2", StoreAcceptLoss: "yes"}).sharedStore()
	if err != nil || got.TLS == nil || got.Replicas != 2 || !got.AcceptLoss {
		t.Errorf("with TLS, two replicas and losses accepted: %+v, %v", got, err)
	}
}

func TestFaultsInTheAddressOfAStore(t *testing.T) {
	for want, c := range map[string]Config{
		"store: want redis://":                     {Store: "postgres://a:5432"},
		"store: a host without its port":           {Store: "redis://cache"},
		"store: several hosts":                     {Store: "redis://a:1,b:2"},
		"store: the database is not a number":      {Store: "redis://a:1/one"},
		"store: the master's name is missing":      {Store: "redis+sentinel://a:1"},
		"store: a cluster has no databases":        {Store: "redis+cluster://a:1/2"},
		"store: a password stands in it":           {Store: "redis://escale:inventé@a:1"},
		"store_replicas: \"many\"":                 {Store: "redis://a:1", StoreReplicas: "many"},
		"store_accept_loss: \"perhaps\": want yes": {Store: "redis://a:1", StoreAcceptLoss: "perhaps"},
	} {
		_, err := c.sharedStore()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", c.Store, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "inventé") {
			t.Errorf("the password is told: %v", err)
		}
	}
}
