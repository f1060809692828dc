package programme_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

const (
	inProgramme = "programme.yaml"
	inStructure = "structures/lilas.yaml"
)

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name, file, old, changed, want string
	}{
		{
			"unknown key", inProgramme,
			"    couple: true",
			"    cuple: true",
			`programme.yaml:41:12: offers[0].cuple: is not known here: want asks, before, conditions, confirm, couple, duration, elsewhere, follow_up, for, hand_over, id, name, price, questionnaire, quota, reminders, rules, summary or where`,
		},
		{
			"unknown key in a rule", inProgramme,
			"    couple: true",
			"    couple: true\n    rules: {bufer: 5m}",
			`programme.yaml:42:20: offers[0].rules.bufer: is not known here: want buffer, daily_cap, grid, horizon, notice or policy`,
		},
		{
			"key twice", inProgramme,
			"    couple: true",
			"    couple: true\n    couple: true",
			`programme.yaml:42:5: offers[0].couple: is given twice`,
		},
		{
			"not YAML", inProgramme,
			"    couple: true",
			"   - couple: [true",
			`programme.yaml:41:4: value is not allowed in this context`,
		},
		{
			"tab", inProgramme,
			"    couple: true",
			"\tcouple: true",
			`programme.yaml:41:1: found character '	' that cannot start any token`,
		},
		{
			"second document", inProgramme,
			"    questionnaire: after",
			"    questionnaire: after\n---\nname: x",
			`programme.yaml:44:1: a second YAML document: want one`,
		},
		{
			"anchor", inProgramme,
			"{fr: CCAS, en: CCAS}",
			"&x {fr: CCAS, en: CCAS}",
			`programme.yaml:19:5: relays[0].name: anchors, aliases and tags are not read: write the value out`,
		},
		{
			"list for a word", inProgramme,
			"  - number: 17",
			"  - number: [17]",
			`programme.yaml:21:5: emergency[0].number: want one value, not a list or a block`,
		},
		{
			"word for a list", inProgramme,
			"asks: [topic, safety]",
			"asks: topic",
			`programme.yaml:33:11: offers[0].asks: want a list
programme.yaml:35:15: offers[0].conditions[0].when: "topic" is not a question that the offer asks: want departement
programme.yaml:39:15: offers[0].conditions[1].when: "safety" is not a question that the offer asks: want departement
programme.yaml:41:13: offers[0].couple: a joint session needs a silent condition on a question whose answer is consumed: who is not safe at home must never be offered one`,
		},
		{
			"word for a block", inProgramme,
			"    quota: {sessions: 3}",
			"    quota: 3",
			`programme.yaml:32:12: offers[0].quota: want keys and values`,
		},
		{
			"number", inProgramme,
			"sessions: 3",
			"sessions: three",
			`programme.yaml:32:23: offers[0].quota.sessions: "three": want a whole number`,
		},
		{
			"negative quota", inProgramme,
			"sessions: 3",
			"sessions: -1",
			`programme.yaml:32:23: offers[0].quota.sessions: -1: want 1 or more, or no quota at all`,
		},
		{
			"boolean", inProgramme,
			"couple: true",
			"couple: yes",
			`programme.yaml:41:13: offers[0].couple: "yes": want true or false`,
		},
		{
			"date", inProgramme,
			"from: 2024-01-01",
			"from: 1/1/2024",
			`programme.yaml:28:18: offers[0].where.38.from: day "1/1/2024": want YYYY-MM-DD`,
		},
		{
			"duration", inProgramme,
			"    couple: true",
			"    couple: true\n    duration: an hour",
			`programme.yaml:42:15: offers[0].duration: "an hour" is not a length of time: want for example 60m, 24h, 56 days or 8w`,
		},
		{
			"duration without unit", inProgramme,
			"    couple: true",
			"    couple: true\n    duration: 60",
			`programme.yaml:42:15: offers[0].duration: "60" is not a length of time: want for example 60m, 24h, 56 days or 8w`,
		},
		{
			"duration too long", inProgramme,
			"    couple: true",
			"    couple: true\n    duration: 2 days",
			`programme.yaml:42:15: offers[0].duration: 48h0m0s: want between 5 minutes and 8 hours`,
		},
		{
			"reminder", inProgramme,
			"    couple: true",
			"    couple: true\n    reminders: [48h, 1m]",
			`programme.yaml:42:22: offers[0].reminders[1]: 1m0s: want 5 minutes or more before`,
		},
		{
			"reminder, though not in order", inProgramme,
			"    couple: true",
			"    couple: true\n    reminders: [1m, 48h]",
			`programme.yaml:42:17: offers[0].reminders[0]: 1m0s: want 5 minutes or more before`,
		},
		{
			"confirmation after the last reminder", inProgramme,
			"    couple: true",
			"    couple: true\n    reminders: [48h, 3h]\n    confirm: 2h",
			`programme.yaml:43:14: offers[0].confirm: 2h0m0s: want more than the last reminder, 3h0m0s before`,
		},
		{
			"confirmation at the door", inProgramme,
			"    couple: true",
			"    couple: true\n    reminders: []\n    confirm: 20m",
			`programme.yaml:43:14: offers[0].confirm: 20m0s: want an hour or more before`,
		},
		{
			"follow-up of nothing", inProgramme,
			"    couple: true",
			"    couple: true\n    follow_up: {after: 30 days}",
			`programme.yaml:42:5: offers[0].follow_up.questionnaire: is missing`,
		},
		{
			"follow-up that is nowhere", inProgramme,
			"    couple: true",
			"    couple: true\n    follow_up: {questionnaire: later}",
			`programme.yaml:42:32: offers[0].follow_up.questionnaire: "later" is not a questionnaire: there is no questionnaires/later.yaml`,
		},
		{
			"follow-up in years", inProgramme,
			"    couple: true",
			"    couple: true\n    follow_up: {questionnaire: after, after: 52w}",
			`programme.yaml:42:46: offers[0].follow_up.after: 8736h0m0s: want between 1 day and 180 days`,
		},
		{
			"year", inProgramme,
			"{sessions: 3}",
			"{sessions: 3, per: year}",
			`programme.yaml:32:31: offers[0].quota.per: "year" is not a reading of a year: want civil-year or rolling-year`,
		},
		{
			"bounds of a period", inProgramme,
			"until: 2026-12-31",
			"until: 2023-12-31",
			`programme.yaml:28:37: offers[0].where.38.until: 2023-12-31 is before 2024-01-01`,
		},
		{
			"language of a text", inProgramme,
			"name: {fr: Parler, en: Talk}",
			"name: {fr: Parler}",
			`programme.yaml:25:5: offers[0].name: is missing in en`,
		},
		{
			"text in no language", inProgramme,
			"    name: {fr: Parler, en: Talk}\n",
			"",
			`programme.yaml:24:5: offers[0].name: is missing in fr
programme.yaml:24:5: offers[0].name: is missing in en`,
		},
		{
			"empty text", inProgramme,
			"{fr: Sûr, en: Safe}",
			`{fr: "", en: Safe}`,
			`programme.yaml:13:5: questions[1].text: is missing in fr`,
		},
		{
			"languages without French", inProgramme,
			"[fr, en]",
			"[en]",
			`programme.yaml:2:1: languages: want fr among them: every text falls back to it`,
		},
		{
			"language tag", inProgramme,
			"[fr, en]",
			"[fr, en, English]",
			`programme.yaml:2:21: languages[2]: "English" is not a language tag`,
		},
		{
			"département", inProgramme,
			"code: 38",
			"code: 999",
			`programme.yaml:4:12: departements[0].code: "999" is not a département: want its Insee code, e.g. 38, 2A or 974
programme.yaml:28:7: offers[0].where.38: "38" is not a département that takes part
programme.yaml:35:15: offers[0].conditions[0].when: "38" is not a value of departement: want 999
structures/lilas.yaml:4:10: commune: Grenoble is in département 38, which does not take part`,
		},
		{
			"département that takes no part", inProgramme,
			"      38: {from",
			"      59: {}\n      38: {from",
			`programme.yaml:28:7: offers[0].where.59: "59" is not a département that takes part`,
		},
		{
			"id", inProgramme,
			"id: talk",
			"id: Parler ensemble",
			`programme.yaml:24:9: offers[0].id: "Parler ensemble" is not an id: want at most 40 small letters and digits, with - between words
structures/lilas.yaml:11:14: agendas[0].offers[0]: "talk" is not an offer`,
		},
		{
			"no id", inProgramme,
			"  - id: ccas\n    name",
			"  - name",
			`programme.yaml:18:5: relays[0].id: is missing
programme.yaml:30:16: offers[0].elsewhere.relays[0]: "ccas" is not a relay
programme.yaml:37:20: offers[0].conditions[0].otherwise.relays[0]: "ccas" is not a relay`,
		},
		{
			"id of a question", inProgramme,
			"id: topic",
			"id: my-topic",
			`programme.yaml:6:9: questions[0].id: "my-topic" is not an id: want at most 40 small letters and digits, with _ between words
programme.yaml:33:12: offers[0].asks[0]: "topic" is not a question
programme.yaml:35:15: offers[0].conditions[0].when: "topic" is not a question that the offer asks: want safety or departement`,
		},
		{
			"reserved id", inProgramme,
			"id: topic",
			"id: departement",
			`programme.yaml:6:9: questions[0].id: "departement" means something else in conditions
programme.yaml:33:12: offers[0].asks[0]: "topic" is not a question
programme.yaml:35:15: offers[0].conditions[0].when: "topic" is not a question that the offer asks: want safety or departement`,
		},
		{
			"relay twice", inProgramme,
			"emergency:",
			"  - id: ccas\n    name: {fr: CCAS, en: CCAS}\nemergency:",
			`programme.yaml:20:9: relays[1].id: "ccas" is already that of relays[0]`,
		},
		{
			"choice twice", inProgramme,
			"id: couple, label",
			"id: role, label",
			`programme.yaml:10:14: questions[0].choices[1].id: "role" is already that of questions[0].choices[0]
programme.yaml:35:15: offers[0].conditions[0].when: "couple" is not a value of topic: want role or role`,
		},
		{
			"ages the wrong way round", inProgramme,
			"id: couple, label",
			"id: couple, ages: {from: 5, to: 3}, label",
			`programme.yaml:10:22: questions[0].choices[1].ages: 5 to 3: want years from 0 to 120, the lower first`,
		},
		{
			"ages of two answers", inProgramme,
			"{id: role, label: {fr: Rôle, en: Role}}\n      - {id: couple, label",
			"{id: role, ages: {from: 0, to: 5}, label: {fr: Rôle, en: Role}}\n      - {id: couple, ages: {from: 5, to: 9}, label",
			`programme.yaml:10:22: questions[0].choices[1].ages: 5 to 9: some of these years are those of "role"`,
		},
		{
			"the same words twice", inProgramme,
			"id: couple, label",
			"id: couple, heard: {fr: [on se dispute, On  se dispute]}, label",
			`programme.yaml:10:50: questions[0].choices[1].heard.fr[1]: "On  se dispute" is already asked by questions[0].choices[1]`,
		},
		{
			"unknown question", inProgramme,
			"asks: [topic, safety]",
			"asks: [topic, safety, age]",
			`programme.yaml:33:27: offers[0].asks[2]: "age" is not a question`,
		},
		{
			"unknown relay", inProgramme,
			"relays: [ccas]\n    quota",
			"relays: [ccas, caf]\n    quota",
			`programme.yaml:31:22: offers[0].elsewhere.relays[1]: "caf" is not a relay`,
		},
		{
			"unknown questionnaire", inProgramme,
			"questionnaire: after",
			"questionnaire: later",
			`programme.yaml:42:20: offers[0].questionnaire: "later" is not a questionnaire: there is no questionnaires/later.yaml`,
		},
		{
			"condition", inProgramme,
			`topic == "couple" or`,
			`topic = "couple" or`,
			`programme.yaml:35:15: offers[0].conditions[0].when: is not a condition: unexpected token Operator("=") (1:7)`,
		},
		{
			"condition on what is not asked", inProgramme,
			`topic == "couple" or`,
			`income == "low" or`,
			`programme.yaml:35:15: offers[0].conditions[0].when: "income" is not a question that the offer asks: want safety, topic or departement`,
		},
		{
			"condition on an unknown answer", inProgramme,
			`topic == "couple" or`,
			`topic == "cuple" or`,
			`programme.yaml:35:15: offers[0].conditions[0].when: "cuple" is not a value of topic: want role or couple`,
		},
		{
			"condition on an unknown département", inProgramme,
			`in ["38"]`,
			`in ["59"]`,
			`programme.yaml:35:15: offers[0].conditions[0].when: "59" is not a value of departement: want 38`,
		},
		{
			"condition that computes", inProgramme,
			`topic == "couple" or`,
			"len(topic) > 3 or",
			`programme.yaml:35:15: offers[0].conditions[0].when: "len(topic) > 3": want a comparison by ==, != or in, joined by and, or, not`,
		},
		{
			"condition without quotes", inProgramme,
			`topic == "couple" or`,
			"topic == couple or",
			`programme.yaml:35:15: offers[0].conditions[0].when: "couple": want a value in quotes`,
		},
		{
			"condition that is a value", inProgramme,
			`when: safety != "no"`,
			"when: safety",
			`programme.yaml:39:15: offers[0].conditions[1].when: "safety": want a comparison by ==, != or in, joined by and, or, not
programme.yaml:41:13: offers[0].couple: a joint session needs a silent condition on a question whose answer is consumed: who is not safe at home must never be offered one`,
		},
		{
			"condition that tells a consumed answer", inProgramme,
			"otherwise: {silent: true}",
			"otherwise: {text: {fr: Non, en: No}}",
			`programme.yaml:40:9: offers[0].conditions[1].otherwise: the answer to safety is consumed: want silent: true, a reason would tell it
programme.yaml:41:13: offers[0].couple: a joint session needs a silent condition on a question whose answer is consumed: who is not safe at home must never be offered one`,
		},
		{
			"consumed with another", inProgramme,
			`when: safety != "no"`,
			`when: safety != "no" and topic != "role"`,
			`programme.yaml:39:15: offers[0].conditions[1].when: the answer to safety or topic is consumed: want no other question in the same condition`,
		},
		{
			"silent without cause", inProgramme,
			"          relays: [ccas]\n      - when",
			"          silent: true\n      - when",
			`programme.yaml:38:19: offers[0].conditions[0].otherwise.silent: only a condition on a consumed answer can be silent`,
		},
		{
			"couple without safety", inProgramme,
			"      - when: safety != \"no\"\n        otherwise: {silent: true}\n",
			"",
			`programme.yaml:39:13: offers[0].couple: a joint session needs a silent condition on a question whose answer is consumed: who is not safe at home must never be offered one`,
		},
		{
			"emergency hours", inProgramme,
			"    for: {fr: Police",
			"    hours: [{days: [lundi], from: 9h, to: \"08:00\"}]\n    for: {fr: Police",
			`programme.yaml:22:21: emergency[0].hours[0].days[0]: "lundi" is not a day: want sun, mon, tue, wed, thu, fri or sat
programme.yaml:22:35: emergency[0].hours[0].from: "9h" is not an hour: want HH:MM, e.g. 09:00`,
		},
		{
			"closing before opening", inProgramme,
			"    for: {fr: Police",
			"    hours: [{from: \"09:00\", to: \"08:00\"}]\n    for: {fr: Police",
			`programme.yaml:22:33: emergency[0].hours[0].to: 08:00 is not after 09:00`,
		},
		{
			"e-mail", inProgramme,
			"languages:",
			"controller: {dpo: somebody}\nlanguages:",
			`programme.yaml:2:19: controller.dpo: "somebody" is not an e-mail address`,
		},
		{
			"thresholds", inProgramme,
			"languages:",
			"thresholds: {inside: 12}\nlanguages:",
			`programme.yaml:2:1: thresholds.published: 11: want at least that inside, 12`,
		},
		{
			"policy", inProgramme,
			"    couple: true",
			"    couple: true\n    rules: {policy: loose}",
			`programme.yaml:42:21: offers[0].rules.policy: "loose" is not a policy: want grid or packed`,
		},
		{
			"notice beyond the horizon", inProgramme,
			"    couple: true",
			"    couple: true\n    rules: {notice: 2w, horizon: 2w}",
			`programme.yaml:42:21: offers[0].rules.notice: is as long as the horizon: no slot would be left`,
		},
		{
			"a quota of nothing", inProgramme,
			"    quota: {sessions: 3}",
			"    quota: {sessions: 0}",
			`programme.yaml:32:23: offers[0].quota.sessions: 0: want 1 or more, or no quota at all`,
		},
		{
			"a quota of nobody knows how many", inProgramme,
			"    quota: {sessions: 3}",
			"    quota: {per: rolling-year}",
			`programme.yaml:32:5: offers[0].quota.sessions: is missing: want how many a family may have`,
		},
		{
			"a grid for what is packed", inProgramme,
			"    couple: true",
			"    couple: true\n    rules: {policy: packed, grid: 30m}",
			`programme.yaml:42:35: offers[0].rules.grid: is for the policy grid: sessions that are packed follow each other`,
		},
		{
			"zeros that say nothing", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    rules: {notice: 0, daily_cap: 0}\n    seats: 0",
			`structures/lilas.yaml:12:21: agendas[0].rules.notice: 0 says nothing: leave it out to inherit what the structure, the offer or the defaults say, or want more than 0
structures/lilas.yaml:12:35: agendas[0].rules.daily_cap: 0 says nothing: leave it out to inherit what the structure, the offer or the defaults say, or want more than 0
structures/lilas.yaml:13:12: agendas[0].seats: 0: want 1 or more`,
		},
		{
			"levels that contradict each other", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    rules: {notice: 10w}",
			`structures/lilas.yaml:12:21: agendas[0].rules.notice: "talk" would never be offered: 10w of notice, and a horizon of 8w`,
		},
		{
			"hours that are too short", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    hours: [{from: \"09:00\", to: \"09:30\"}]",
			`structures/lilas.yaml:12:5: agendas[0].hours: "talk" takes 1h: no hours are as long`,
		},
		{
			"language", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    languages: [ar, Turc]",
			`structures/lilas.yaml:12:21: agendas[0].languages[1]: "Turc" is not a language tag, e.g. en, ar or fsl (signed)`,
		},
		{
			"mode", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    video: https://visio.example/lilas\n    modes: [video, visio]",
			`structures/lilas.yaml:13:20: agendas[0].modes[1]: "visio" is not a mode: want in-person, video or phone`,
		},
		{
			"video without a link", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    modes: [in-person, video]",
			`structures/lilas.yaml:12:24: agendas[0].modes[1]: parents need a link to open: want video: https://… in the agenda`,
		},
		{
			"video link that is not encrypted", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    modes: [video]\n    video: http://visio.example/lilas",
			`structures/lilas.yaml:13:12: agendas[0].video: is not encrypted: want https://…`,
		},
		{
			"video link that is none", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    modes: [video]\n    video: salon-3",
			`structures/lilas.yaml:13:12: agendas[0].video: is not an address: want https://…`,
		},
		{
			"phone without a number", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    modes: [phone]",
			`structures/lilas.yaml:12:13: agendas[0].modes[0]: parents need a number to call: want phone, in the agenda or in the structure`,
		},
		{
			"an agenda's number that is none", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    modes: [phone]\n    phone: poste 12",
			`structures/lilas.yaml:13:12: agendas[0].phone: "poste 12" is not a phone number: want digits and spaces`,
		},
		{
			"kind", inStructure,
			"kind: laep",
			"kind: creche",
			`structures/lilas.yaml:3:7: kind: "creche" is not a kind of structure: want centre-social, evs, laep, maison-1000-jours, maison-des-familles, paej, eaje, caf or autre`,
		},
		{
			"postcode for a commune", inStructure,
			"commune: 38185",
			"commune: 38000",
			`structures/lilas.yaml:4:10: commune: "38000" is not a commune: want its Insee code, not its postcode`,
		},
		{
			"commune elsewhere", inStructure,
			"commune: 38185",
			"commune: 59350",
			`structures/lilas.yaml:4:10: commune: Lille is in département 59, which does not take part`,
		},
		{
			"no commune", inStructure,
			"commune: 38185\n",
			"",
			`structures/lilas.yaml:1:1: commune: is missing: want its Insee code, e.g. 38185`,
		},
		{
			"zone", inStructure,
			"kind: laep",
			"kind: laep\nzone: Europe/Grenoble",
			`structures/lilas.yaml:4:7: zone: "Europe/Grenoble" is not a time zone: want for example Europe/Paris`,
		},
		{
			"offer", inStructure,
			"offers: [talk]",
			"offers: [talk, sing]",
			`structures/lilas.yaml:11:20: agendas[0].offers[1]: "sing" is not an offer`,
		},
		{
			"agenda twice", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n  - id: anne\n    professional: M. Exemple\n    trade: {fr: a, en: b}\n    qualification: d\n    offers: [talk]",
			`structures/lilas.yaml:12:9: agendas[1].id: "anne" is already that of agendas[0]`,
		},
		{
			"seats", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    seats: -2",
			`structures/lilas.yaml:12:12: agendas[0].seats: -2: want 1 or more`,
		},
		{
			"a room that nobody lends", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    room: rose/bleue",
			`structures/lilas.yaml:12:11: agendas[0].room: "rose/bleue" is no room of another structure: want its id and a room that an agenda there names, as in lilas/bleue`,
		},
		{
			"password in the address", inStructure,
			"kind: laep",
			"kind: laep\ncaldav: {url: \"https://a:b@dav.example/\"}",
			`structures/lilas.yaml:4:15: caldav.url: holds a password: want it in a file or the environment`,
		},
		{
			"no password", inStructure,
			"kind: laep",
			"kind: laep\ncaldav: {url: \"https://dav.example/\", username: lilas}",
			`structures/lilas.yaml:4:49: caldav.username: has no password: want password_file or password_env`,
		},
		{
			"password in the file", inStructure,
			"kind: laep",
			"kind: laep\ncaldav: {url: \"https://dav.example/\", password: x}",
			`structures/lilas.yaml:4:49: caldav.password: is not known here: want password_env, password_file, url or username`,
		},
		{
			"a feed's address in clear", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    feeds: [{address: \"https://outlook.example/secret.ics\", open: true}]",
			`structures/lilas.yaml:12:5: agendas[0].feeds: a feed takes no bookings, so each goes out as an invitation: want email in the structure
structures/lilas.yaml:12:23: agendas[0].feeds[0].address: is a secret: want it in a file (address_file) or in the environment (address_env)`,
		},
		{
			"closed backwards and for ever", inStructure,
			"kind: laep",
			"kind: laep\nemail: a@lilas.example\nclosed: [{from: 2026-08-31, until: 2026-08-01}, {from: 2026-12-24}]",
			`structures/lilas.yaml:5:36: closed[0].until: 2026-08-01 is before 2026-08-31
structures/lilas.yaml:5:49: closed[1]: want from and until: the same day twice for one day`,
		},
		{
			"feeds read for nothing, from nowhere or from two places", inStructure,
			"commune: 38185\naddress: 1 rue des Lilas\nagendas:\n",
			"commune: 38185\naddress: 1 rue des Lilas\nemail: a@lilas.example\nagendas:\n  - feeds: [{address_env: A}, {open: true}, {address_env: A, address_file: b, busy: true}]\n    id: zoe\n    professional: Mme Exemple\n    trade: {fr: a, en: b}\n    qualification: d\n    offers: [talk]\n",
			`structures/lilas.yaml:8:13: agendas[0].feeds[0]: is read for nothing: want open: true, busy: true or both
structures/lilas.yaml:8:31: agendas[0].feeds[1]: has no address: want address_file or address_env
structures/lilas.yaml:8:59: agendas[0].feeds[2].address_env: want address_file or address_env, not both`,
		},
		{
			"a feed with nowhere to book", inStructure,
			"kind: laep\ncommune: 38185\naddress: 1 rue des Lilas\nagendas:\n",
			"kind: laep\ncaldav: {url: \"https://dav.example/\"}\nemail: a@lilas.example\ncommune: 38185\naddress: 1 rue des Lilas\nagendas:\n  - feeds: [{address_env: A, busy: true}]\n    open: [Escale]\n    id: zoe\n    professional: Mme Exemple\n    trade: {fr: a, en: b}\n    qualification: d\n    offers: [talk]\n",
			`structures/lilas.yaml:10:5: agendas[0].open: leaves nowhere to write bookings: want bookings too, or feeds alone`,
		},
		{
			"a feed with a short notice", inStructure,
			"address: 1 rue des Lilas\nagendas:\n",
			"address: 1 rue des Lilas\nemail: a@lilas.example\nagendas:\n  - feeds: [{address_env: A, busy: true}]\n    rules: {notice: 2h}\n    id: zoe\n    professional: Mme Exemple\n    trade: {fr: a, en: b}\n    qualification: d\n    offers: [talk]\n",
			`warning: structures/lilas.yaml:9:21: agendas[0].rules.notice: 2h0m0s: feeds may be a day late, so that a parent may book an hour that is gone: want 24h or more, 48h0m0s if nothing is said`,
		},
		{
			"one calendar for two without tags", inStructure,
			"commune: 38185\naddress: 1 rue des Lilas\nagendas:\n",
			"caldav: {url: \"https://dav.example/\"}\ncommune: 38185\naddress: 1 rue des Lilas\nagendas:\n  - {id: zoe, open: [Escale], tag: zoe, professional: Mme Exemple, trade: {fr: a, en: b}, qualification: d, offers: [talk]}\n  - {id: lou, open: [Escale], professional: Mme Exemple, trade: {fr: a, en: b}, qualification: d, offers: [talk]}\n",
			`warning: structures/lilas.yaml:9:15: agendas[1].open: is shared with agendas[0]: want a tag in each, or both offer the same hours`,
		},
		{
			"one tag for two", inStructure,
			"commune: 38185\naddress: 1 rue des Lilas\nagendas:\n",
			"caldav: {url: \"https://dav.example/\"}\ncommune: 38185\naddress: 1 rue des Lilas\nagendas:\n  - {id: zoe, open: [Escale], tag: zoe, professional: Mme Exemple, trade: {fr: a, en: b}, qualification: d, offers: [talk]}\n  - {id: ali, open: [Escale], tag: Zoe, professional: M. Exemple, trade: {fr: a, en: b}, qualification: d, offers: [talk]}\n",
			`structures/lilas.yaml:9:36: agendas[1].tag: "Zoe" is already that of agendas[0]`,
		},
		{
			"tag of every open hour", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    tag: Escale",
			`structures/lilas.yaml:12:10: agendas[0].tag: "Escale" marks open hours: want a word for this agenda, such as its id`,
		},
		{
			"tag of two words", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    tag: Mme Anne",
			`structures/lilas.yaml:12:10: agendas[0].tag: "Mme Anne" is not a tag: want one word of at most 40 letters and digits, such as anne`,
		},
		{
			"availability of no account", inStructure,
			"    offers: [talk]",
			"    offers: [talk]\n    availability: true",
			`structures/lilas.yaml:12:19: agendas[0].availability: is kept by a calendar account: want caldav in the structure`,
		},
		{
			"no professional", inStructure,
			"    professional: Mme Exemple\n",
			"",
			`structures/lilas.yaml:7:5: agendas[0].professional: is missing`,
		},
		{
			"many at once", inStructure,
			"name: Les Lilas\nkind: laep",
			"kind: crêche\nphone: none\nemial: a@b.example",
			`structures/lilas.yaml:1:1: name: is missing
structures/lilas.yaml:2:7: kind: "crêche" is not a kind of structure: want centre-social, evs, laep, maison-1000-jours, maison-des-familles, paej, eaje, caf or autre
structures/lilas.yaml:3:8: phone: "none" is not a phone number: want digits and spaces
structures/lilas.yaml:4:8: emial: is not known here: want access, address, agendas, caldav, closed, commune, email, id, kind, languages, name, phone, rules or zone`,
		},
		{
			"a structure's text in French alone", inStructure,
			"trade: {fr: Assistante sociale, en: Social worker}",
			"trade: Assistante sociale",
			`warning: structures/lilas.yaml:9:12: agendas[0].trade: is missing in en`,
		},
		{
			"a structure's text without French", inStructure,
			"{fr: Assistante sociale, en: Social worker}",
			"{en: Social worker}",
			`structures/lilas.yaml:9:5: agendas[0].trade: is missing in fr`,
		},
		{
			"nothing to book", inStructure,
			"    offers: [talk]",
			"    offers: []",
			`structures/lilas.yaml:11:5: agendas[0].offers: is empty: want what can be booked in this agenda`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := programme.Load(with(t, c.file, c.old, c.changed))
			got := ""
			if err != nil {
				got = err.Error()
			} else if len(p.Warnings) > 0 {
				got = "warning: " + p.Warnings.Error()
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
