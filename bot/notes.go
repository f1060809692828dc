package bot

// Notes is what the steps of the dialogue keep for themselves.
type Notes struct{}
