// Package sample carries a complete example of a programme: two offers in three
// départements, six invented structures. The demonstration runs on it, and it is
// a model to start from. It holds data and nothing else.
package sample

import "embed"

// FS holds programme.yaml, faq.yaml, structures/, questionnaires/ and
// texts/, as programme.Load reads them.
//
//go:embed programme.yaml faq.yaml structures/*.yaml questionnaires/*.yaml texts
//go:embed partners.yaml
var FS embed.FS
