package archive

// What is kept of each type, in this order. A list that changes makes a new
// format.

func (r *Record) fields(c *coder) {
	c.text(&r.Kind)
	c.text(&r.ID)
	c.number(&r.Version)
	c.texts(&r.Tags)
	c.bytes(&r.Data)
	c.instant(&r.Expires)
}

func (l *Claim) fields(c *coder) {
	c.text(&l.Owner)
	c.text(&l.Resource)
	c.instant(&l.Start)
	c.instant(&l.End)
	c.span(&l.Pad)
	c.integer(&l.Capacity)
	c.instant(&l.Expires)
}

func (m *Message) fields(c *coder) {
	c.text(&m.ID)
	c.text(&m.Chat)
	c.text(&m.Channel)
	c.text((*string)(&m.Class))
	c.text(&m.Guard.Booking)
	c.integer(&m.Guard.Placement)
	c.instant(&m.Guard.NotAfter)
	c.text(&m.Parent)
	c.bytes(&m.Sealed)
	c.number(&m.Seq)
	c.integer(&m.Try)
}

func (o *Command) fields(c *coder) {
	c.text(&o.ID)
	c.bytes(&o.Outcome)
	c.instant(&o.At)
}

func (n *Counter) fields(c *coder) {
	c.text(&n.Name)
	c.number(&n.N)
}

func (w *Work) fields(c *coder) {
	c.text(&w.ID)
	c.text(&w.Kind)
	c.text(&w.Subject)
	c.instant(&w.At)
	c.text((*string)(&w.Clock))
	c.bytes(&w.Data)
	c.integer(&w.Try)
	c.text(&w.LastError)
	c.instant(&w.Rest)
	c.boolean(&w.Dead)
}

func (t *Chat) fields(c *coder) {
	c.text(&t.ID)
	c.instant(&t.Rest)
}
