package bot

// rights are the words with which she sees, takes away and erases what is kept of
// her; they work at every step.
func rights() []anywhere {
	return []anywhere{
		{id: "mesdonnees", text: "word.mesdonnees", do: myData},
		{id: "effacer.maintenant", do: eraseNow},
	}
}
