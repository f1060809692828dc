package bot

import "context"

// mediaContact is the kind of what is sent that is a contact card.
const mediaContact = "contact"

// awaitsNumber: she is asked on which number she can be called.
func (t *turn) awaitsNumber() bool {
	return t.c.Step == stepCall && t.notes().Calling.Asks == callNumber
}

// takeCard reads the number of a contact card as if she had typed it, if the card is
// her own: phone is empty for anybody else's, which is nobody's to give.
func (t *turn) takeCard(ctx context.Context, phone string) error {
	if phone == "" {
		t.leads(t.say.T("say.call-other-card"))
	} else {
		t.takeCallWords(phone)
	}
	return askCall(ctx, t)
}
