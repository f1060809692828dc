package telegram

// many bounds what is remembered of chats; it is only there to edit in place
// and to repeat nothing.
const many = 20000

// remember notes the message that Replace would edit; 0: none.
func (b *Bot) remember(chat int64, message int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.last) >= many {
		clear(b.last)
	}
	if message == 0 {
		delete(b.last, chat)
		return
	}
	b.last[chat] = message
}

func (b *Bot) lastOf(chat int64) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last[chat]
}

// touched notes what a person did: a tap is where her eyes are, unless there is
// something below it, and under what she typed nothing is edited. What is below
// may have been sent by another replica; ids grow within a chat.
func (b *Bot) touched(u update) {
	b.showed(u.chat, max(u.tapped, u.typed))
	if u.tapped == 0 || u.tapped > b.lastOf(u.chat) {
		b.remember(u.chat, u.tapped)
	}
}

// album is one that pictures come in, each an update of its own.
type album struct {
	id    string
	first int64 // its update
}

// goesOn reports whether a picture belongs to an album whose first was thanked for.
func (b *Bot) goesOn(u update) bool {
	if u.album == "" {
		return false
	}
	b.showed(u.chat, u.typed) // it is in the chat, to be deleted with the rest
	b.mu.Lock()
	defer b.mu.Unlock()
	if last := b.albums[u.chat]; last.id == u.album {
		return last.first != u.id // the first may come again: its turn failed
	}
	if len(b.albums) >= many {
		clear(b.albums)
	}
	b.albums[u.chat] = album{u.album, u.id}
	return false
}

// keep notes how many requests of a message that failed were made.
func (b *Bot) keep(key string, made int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if made == 0 {
		delete(b.progress, key)
		return
	}
	if len(b.progress) >= many {
		clear(b.progress)
	}
	b.progress[key] = made
}

func (b *Bot) stood(key string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.progress[key]
}
