package web

import (
	"context"
	"fmt"
	"strings"

	"escale/scheduling"
)

// keptLine says how long something is kept, on the page about privacy.
type keptLine struct{ What, HowLong string }

// keptLines are all that is kept for a time, in the order in which parents read
// it. How long comes from where it is obeyed.
func keptLines() []keptLine {
	var lines []keptLine
	for _, l := range keptWords() {
		lines = append(lines, keptLine{l.what, "pendant " + inWords(scheduling.Periods()[l.kind]) + " " + l.from})
	}
	return lines
}

type keptWord struct {
	kind       scheduling.Kept
	what, from string
}

func keptWords() []keptWord {
	return []keptWord{
		{scheduling.KeptConversation, "Votre conversation et votre adresse, si vous n’avez pas eu de séance", "après votre dernier message"},
		{scheduling.KeptParent, "Votre conversation et votre adresse, si vous avez eu une séance", "après la dernière"},
		{scheduling.KeptBooking, "Vos rendez-vous", "après la séance"},
		{scheduling.KeptFamily, "Les jours de vos séances, pour compter celles de l’année", "après la séance"},
		{scheduling.KeptWish, "Votre demande, si vous attendez qu’une place se libère", "après l’avoir laissée ou changée, au plus"},
		{scheduling.KeptCallback, "Votre demande d’être rappelé ou rappelée (votre numéro est effacé dès l’appel)", "après l’appel ou la date promise"},
		{scheduling.KeptWords, "Les mots que vous écrivez dans un questionnaire, sans votre nom", "après leur arrivée"},
		{scheduling.KeptDead, "La trace d’un envoi qui n’a pas pu se faire, sans votre nom", "après son heure"},
		{scheduling.KeptKey, "La clé d’une conversation qui n’a pas commencé", "après sa création"},
	}
}

// inWords writes a period as a French sentence does.
func inWords(p scheduling.Period) string {
	switch {
	case p.Months > 0 && p.Days == 0:
		return inLetters(p.Months) + " mois"
	case p.Months == 0 && p.Days == 1:
		return "un jour"
	case p.Months == 0:
		return inLetters(p.Days) + " jours"
	}
	return fmt.Sprintf("%s mois et %s jours", inLetters(p.Months), inLetters(p.Days))
}

// inLetters writes a small number in letters.
func inLetters(n int) string {
	words := []string{"zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

// retained says what the last night's retention dropped, to who sees everything:
// counts over the whole country, of nobody.
func (w *Web) retained(ctx context.Context, u User) string {
	if w.Retained == nil || u.Scope != (Scope{}) {
		return ""
	}
	last, err := w.Retained(ctx)
	if err != nil {
		return "" // before the first night
	}
	var said []string
	for _, c := range []struct {
		kind      scheduling.Kept
		one, many string
	}{
		{scheduling.KeptConversation, "conversation effacée", "conversations effacées"},
		{scheduling.KeptBooking, "rendez-vous effacé", "rendez-vous effacés"},
		{scheduling.KeptWords, "texte libre effacé", "textes libres effacés"},
	} {
		switch n := last.Gone[c.kind]; {
		case n == 1:
			said = append(said, "1\u00a0"+c.one)
		case n > 1:
			said = append(said, fmt.Sprintf("%d\u00a0%s", n, c.many))
		}
	}
	if len(said) == 0 {
		return "Conservation\u00a0: rien à effacer la nuit dernière."
	}
	return "Conservation\u00a0: " + strings.Join(said, ", ") + " la nuit dernière."
}
