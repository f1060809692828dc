package email_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"escale/bot/email"
)

func TestTheFolderListsTheNewestLetterFirst(t *testing.T) {
	now := sentAt
	f, err := email.NewFolder(email.FolderConfig{
		Path: filepath.Join(t.TempDir(), "mail"), From: "Escale <escale@exemple.invalid>",
		Clock: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := f.List(10); err != nil || len(kept) != 0 {
		t.Errorf("an empty folder lists %v, %v", kept, err)
	}
	letters := []email.Letter{
		{To: "zoe@exemple.invalid", Subject: "Premier", Text: "Bonjour.\n\nÀ demain."},
		{To: "Maison Imaginaire <maison@exemple.invalid>", Subject: "Séance", Text: "Une séance.", Calendar: []byte(invitation), Method: "REQUEST"},
		{To: "zoe@exemple.invalid", Subject: "Troisième", Text: "Fin."},
	}
	for _, l := range letters {
		if err := f.Post(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Second)
	}
	got, err := f.List(2)
	if err != nil {
		t.Fatal(err)
	}
	want := []email.Kept{
		{Subject: "Troisième", To: "<zoe@exemple.invalid>", Date: sentAt.Add(2 * time.Second), Text: "Fin."},
		{Subject: "Séance", To: "Maison Imaginaire <maison@exemple.invalid>", Date: sentAt.Add(time.Second), Text: "Une séance.", Calendar: invitation},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(email.Kept{}, "File")); diff != "" {
		t.Errorf("letters (-want +got):\n%s", diff)
	}
	all, err := f.List(10)
	if err != nil || len(all) != 3 || all[2].Text != "Bonjour.\n\nÀ demain." {
		t.Errorf("all: %+v, %v", all, err)
	}
}
