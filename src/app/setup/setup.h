/* setup/setup.h — the first run: what the wizard asks, kept with the visitor
 * until it is complete, and then written all at once. */
#pragma once
#include "app/org/org.h"
#include "app/settings.h"

/* Everything as typed, but the password, of which only the hash is kept. Empty:
 * not answered yet. */
struct setup_draft {
    str code;                                    /* "1": the set-up code was given */
    str name, email, hash;
    str org, logo;                               /* logo: hash of the picture */
    str base;
    str mail;                                    /* "server" or "outbox" */
    str host, port, security, user, password, from, from_name;
};

/* A sealed cookie of this browser; empty when there is none or it is not ours. */
struct setup_draft setup_draft_load(const struct request *rq);
void setup_draft_keep(const struct request *rq, struct response *rs, const struct setup_draft *d);
void setup_draft_drop(struct response *rs);

/* From this machine itself: peer and Host are loopback, and no proxy stands
 * between. Everybody else has to give the set-up code first. */
bool setup_is_local(const struct request *rq);
/* DENIED at "code"; LIMIT after a dozen wrong ones. */
MUST_USE code setup_check_code(const struct request *rq, str typed, struct error *err);

/* "https://badges.example.org" from what was typed; BAD_INPUT at "base". */
MUST_USE code setup_read_base(struct arena *a, str typed, str *base, struct error *err);
/* What the visitor's browser called us. */
str setup_suggest_base(const struct request *rq);
/* The mail server as kept in the draft; has_server is false without one. */
MUST_USE code setup_mail(struct arena *a, const struct setup_draft *d, struct mail_settings *out, struct error *err);

/* Account, organisation, address and mail server in one transaction. CONFLICT
 * at "setup": somebody else was first. `*org` stays 0 on a server for Backpacks. */
struct setup_result { int64_t account, org; };
MUST_USE code setup_complete(struct app *app, struct db *db, struct arena *a, const struct setup_draft *d,
                             struct setup_result *out, struct error *err);
