package email

import (
	"fmt"
	"mime"
	netmail "net/mail"
	"path/filepath"
	"strings"

	"github.com/wneessen/go-mail"
)

// read opens a letter of the folder.
func read(name string) (Kept, error) {
	m, err := mail.EMLToMsgFromFile(name)
	if err != nil {
		return Kept{}, fmt.Errorf("parse: %w", err)
	}
	k := Kept{File: filepath.Base(name), Subject: header(m, mail.HeaderSubject)}
	for _, to := range m.GetTo() {
		k.To = strings.TrimSpace(to.Name + " <" + to.Address + ">")
	}
	if k.Date, err = netmail.ParseDate(header(m, mail.HeaderDate)); err != nil {
		return Kept{}, fmt.Errorf("parse: %w", err)
	}
	for _, part := range m.GetParts() {
		content, err := part.GetContent()
		if err != nil {
			return Kept{}, fmt.Errorf("parse: %w", err)
		}
		switch part.GetContentType() {
		case mail.TypeTextPlain:
			k.Text = strings.ReplaceAll(string(content), "\r\n", "\n")
		case "text/calendar":
			k.Calendar = string(content)
		}
	}
	return k, nil
}

func header(m *mail.Msg, name mail.Header) string {
	for _, value := range m.GetGenHeader(name) {
		if decoded, err := new(mime.WordDecoder).DecodeHeader(value); err == nil {
			return decoded
		}
	}
	return ""
}
