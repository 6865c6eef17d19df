/* app/oauth_answer.h — what programs are told in the words of OAuth 2.0 (RFC 6749
 * §5.1, §5.2): of the Backpack's server of tokens, and of that for wallets. */
#pragma once
#include "app/app.h"

/* Kept by nobody on the way. */
void oauth_answer_send(struct response *rs, int status, str json);

/* `word`: the error's name there ("invalid_grant"); `text`: for who writes the program,
 * made printable ASCII. With 401 `challenge` is asked for, with 429 a minute's pause. */
struct oauth_refusal { int status; const char *word, *text, *challenge; };
void oauth_answer_refuse(struct request *rq, struct response *rs, const struct oauth_refusal *r);
/* 500; `err` goes to the log as `event`, and to nobody else. */
void oauth_answer_fault(struct request *rq, struct response *rs, const char *event, const struct error *err);
