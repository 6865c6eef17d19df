/* web/text.h — the languages that pages speak. English is written in the code;
 * each po/LANG.po adds a language, by its name in itself, to choose from. */
#pragma once
#include "web/http.h"

struct spoken {
    str code;                                    /* BCP 47: "en", "de" */
    str name;                                    /* in itself: "Deutsch" */
    bool right_to_left;
};

/* English first. They live as long as the program. */
const struct spoken *text_languages(size_t *n);
/* NULL: there is none of that code. */
const struct spoken *text_language_of(str tag);

const char *text(str lang, const char *english);
/* Best known language for an Accept-Language header; "en" otherwise. */
str text_language(str accept_language);
/* Of this visitor: the one that was chosen, or the browser's. */
str request_language(const struct request *rq);
/* The same for what others wrote, in languages that pages may not speak: as in
 * Accept-Language, the chosen one first. */
str request_languages(const struct request *rq);
/* Remembers a choice in this browser; one that is not known forgets it. */
void language_choose(struct response *rs, str tag);
/* Sentences made by this thread from now on; absent: English again. */
void text_speak(str lang);
/* The code of what this thread speaks. */
str text_spoken(void);
/* One more language, from a catalogue (.mo) that its translator is trying out;
 * before the server starts. BAD_INPUT: it is none, or does not fit the sentences. */
MUST_USE code text_add(str catalogue, struct error *err);
