package main

// demoUser is an account of the demo, whose password everybody may know.
type demoUser struct {
	user     user
	password string
	sees     string
}

// demoUsers are one of each scope. The hashes are made by `escale password`; the
// passwords are printed on the screen anyway.
func demoUsers() []demoUser {
	return []demoUser{
		{user{"nationale", "national", "$argon2id$v=19$m=19456,t=2,p=1$TfJAhxgfw3MhryuJijyFjg$V57QWN+SWITfDL2AW0cGfmKOK6tVqiwdv8z4v9QJlNc"}, "demo-nationale", "tous les résultats"},
		{user{"caf38", "departement:38", "$argon2id$v=19$m=19456,t=2,p=1$UGmAHrpPBhjskEVPSZzcVw$7bDxQE7DOo6DF5ZEEt5QOPdPir2+qQSFRHj2cZLXGf4"}, "demo-caf-isere", "les résultats de l’Isère"},
		{user{"tilleuls", "structure:centre-social-des-tilleuls", "$argon2id$v=19$m=19456,t=2,p=1$Sel5Q3scDoYkuZKI8y466w$IXcyC3snq8B+VbDrSG0QuEeFL4ob6wy0vkQ3VuZ23Go"}, "demo-tilleuls", "les résultats et les agendas du centre social"},
	}
}
