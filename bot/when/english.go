package when

import (
	"regexp"

	"escale/scheduling"
)

// newEnglish is how days and hours are said in English, the day before the month
// in figures.
func newEnglish() *Grammar {
	g := &Grammar{
		weekdays: map[string]int{
			"sunday": 0, "monday": 1, "tuesday": 2, "tues": 2, "tue": 2, "wednesday": 3, "wensday": 3, "wednsday": 3, "weds": 3, "wed": 3,
			"thursday": 4, "thurs": 4, "thur": 4, "thu": 4, "friday": 5, "fri": 5, "saturday": 6, "sat": 6,
		},
		months: map[string]int{
			"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
			"july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11,
			"nov": 11, "december": 12, "dec": 12,
		},
		numbers: map[string]int{
			"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
		},
		thirds: map[string]int{
			"early": 1, "beginning of": 1, "start of": 1, "mid": 2, "middle of": 2, "late": 3, "end of": 3,
		},
		fillers: each(`i d ll m would like want prefer rather if possible please a an the of on at in for and or is it that s would
			be better good fine best me my appointment appointments slot slots time times available free anything something
			have you there any do could can come see get what about how ok yes thanks hello hi maybe between by to sometime
			around about one am need looking works work place places day days`),
	}
	lists := map[string]string{
		"day":   either(g.weekdays),
		"month": either(g.months),
		"n":     `\d{1,2}|` + either(g.numbers),
		"date":  `(?:\d{1,2})`,
		"th":    `(?:st|nd|rd|th)`,
		"third": `early|mid|late|beginning of|start of|middle of|end of`,
	}
	g.past = rule(lists, `yesterday|last|ago|since`)
	g.refuses = rule(lists, `not|no|never|except|can ?t|cannot|don ?t|won ?t|isn ?t|doesn ?t|t|without`)
	g.soonest = rule(lists, `as (?:soon|quickly|early) as (?:possible|you can|i can)|asap|(?:the )?(?:earliest|soonest)(?: possible| available| one| slot| time| appointment)*|right away|right now|now|(?:the )?(?:first|next) available|(?:the )?next (?:slot|appointment)`)
	g.anyTime = rule(lists, `any ?time|any day|whenever|i don t mind|doesn t matter|i m flexible`)
	g.part = englishParts(lists)
	g.clock = []*regexp.Regexp{
		rule(lists, `(?:at |around |about )?(\d{1,2})(?:[:.]([0-5]\d))? ?(am|pm|a m|p m)`),
		rule(lists, `(?:at |around |about )?(\d{1,2}):([0-5]\d)()`),
		rule(lists, `(?:at |around |about )?(\d{1,2})()() ?o ?clock`),
		rule(lists, `(?:at |around |about )?(\d{1,2}) ?h ?([0-5]\d)?()`),
		rule(lists, `(?:at|around|about) (\d{1,2})()()`),
	}
	g.day = englishDays(lists)
	const article = `(?: (?:the|on|this))?`
	g.leads = []leadRule{
		leading(leadFrom, `(?:not|can ?t|cannot|never|nothing)(?: \w+){0,3} (?:before|until|till)|no earlier than|starting(?: on| from)?|from|as of`, article),
		leading(leadUntil, `until|till|by|up to|to|through|no later than|(?:not|can ?t|cannot|nothing)(?: \w+){0,2} after`, article),
		leading(leadNone, `why not`, article),
		leading(leadAfter, `after`, article),
		leading(leadBefore, `before`, article),
	}
	return g
}

func englishParts(lists map[string]string) []partRule {
	return []partRule{
		{re: rule(lists, `tonight|this evening`), part: scheduling.Evening, today: true},
		{re: rule(lists, `this morning`), part: scheduling.Morning, today: true},
		{re: rule(lists, `this afternoon`), part: scheduling.Afternoon, today: true},
		{re: rule(lists, `(?:in the )?late afternoon`), part: scheduling.Afternoon, earliest: 16 * 60},
		{re: rule(lists, `(?:in the )?early afternoon`), part: scheduling.Afternoon, latest: 15 * 60},
		{re: rule(lists, `(?:in the )?late morning`), part: scheduling.Morning, earliest: 10*60 + 30},
		{re: rule(lists, `(?:in the )?early morning|early in the morning`), part: scheduling.Morning, latest: 10 * 60},
		{re: rule(lists, `(?:at the )?end of the day|after work`), earliest: 17 * 60},
		{re: rule(lists, `after school`), earliest: 16 * 60},
		{re: rule(lists, `(?:in )?(?:the )?mornings?`), part: scheduling.Morning},
		{re: rule(lists, `(?:in )?(?:the )?afternoons?`), part: scheduling.Afternoon},
		{re: rule(lists, `(?:in )?(?:the )?evenings?`), part: scheduling.Evening},
		{re: rule(lists, `(?:at |around )?(?:noon|midday|lunch ?time|lunch)`), earliest: 12 * 60, latest: 13*60 + 59},
	}
}

func englishDays(lists map[string]string) []dayRule {
	return []dayRule{
		{rule(lists, `(?:the )?day after tomorr?ow`), ahead(2)},
		{rule(lists, `(?:from|between) (?:the )?({date}){th}? (?:to|and|until) (?:the )?({date}){th}? (?:of )?({month})`), fromTo},
		{rule(lists, `(?:{day} )?(?:the )?({date}){th}? (?:of )?({month})(?: (\d{4}))?`), named},
		{rule(lists, `(?:{day} )?({month}) (?:the )?({date}){th}?(?: (\d{4}))?`), monthFirst},
		{rule(lists, `(?:{day} )?(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?`), numeric},
		{rule(lists, `({day}) (?:of )?next week|next week (?:on )?({day})`), nextWeekday},
		{rule(lists, `({day}) week()`), inAWeek},
		{rule(lists, `{day} (?:the )?({date}){th}`), numbered31},
		{rule(lists, `(?:(?:this coming|this|next|coming) )?({day})s?`), thisWeekday},
		{rule(lists, `(?:the )?({third}) (?:the |this )?(?:week|(next week))`), partOfWeek},
		{rule(lists, `next week`), nextWeek},
		{rule(lists, `this week`), thisWeek},
		{rule(lists, `(?:this |the )?(next )?week ?end`), weekend},
		{rule(lists, `(in|within) ({n}) (days?|weeks?|months?)`), within},
		{rule(lists, `(?:the )?({third}) (?:in )?({month})`), partOfMonth},
		{rule(lists, `(?:the )?({third}) (?:the |this )?(?:(next )month|month)`), someMonth},
		{rule(lists, `in ({month})`), wholeMonth},
		{rule(lists, `()(next) month`), someMonth},
		{rule(lists, `this month`), someMonth},
		{rule(lists, `(?:the )?({date}){th}`), numbered31},
		{rule(lists, `the ({date})`), numbered31},
		{rule(lists, `tomorr?ow|tommorow|tmrw`), ahead(1)},
		{rule(lists, `today`), ahead(0)},
	}
}
