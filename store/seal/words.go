package seal

import "fmt"

// SealWords encrypts words that lead to nobody, such as a questionnaire's free
// text, with a key of the installation's own: what people write may name them
// all the same, so no file holds it readable.
func (v *Vault) SealWords(words string) ([]byte, error) {
	sealed, err := v.encrypt(v.words, "words", "", []byte(words))
	if err != nil {
		return nil, fmt.Errorf("seal words: %w", err)
	}
	return sealed, nil
}

// OpenWords decrypts what SealWords sealed, for whoever reviews it; ErrForeign
// if it was altered or sealed with another master key.
func (v *Vault) OpenWords(sealed []byte) (string, error) {
	plain, err := decrypt(v.words, "words", "", sealed)
	if err != nil {
		return "", fmt.Errorf("open words: %w", err)
	}
	return string(plain), nil
}
