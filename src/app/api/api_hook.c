/* api/api_hook.c — what webhooks say of an award, a badge, a person: the same as
 * the call that asks for it. */
#include "app/api/api_private.h"

#include "app/hook/hook.h"

static const struct { const char *start; code (*tell)(struct api *c, int64_t id, struct error *err); } kinds[] = {
    {"award.", api_tell_award}, {"badge.", api_tell_badge}, {"person.", api_tell_person}, {"application.", api_tell_application},
    {"endorsement.", api_tell_endorsement}, {"key.", api_tell_key}, {"list.", api_tell_list}, {"claim.", api_tell_claim},
    {"member.", api_tell_member}, {"record.", api_tell_record},
    {"standing.", api_tell_standing_sum}, {"waiver.", api_tell_waiver}, {"training.", api_tell_training}, {"recognition.", api_tell_recognition},
    {"induction.", api_tell_induction},
};

static code tell(struct app *app, struct db *db, struct arena *a, const struct hook_about *h, str *json, struct error *err)
{
    struct api c = {.app = app, .db = db, .a = a, .org = h->org, .out = buf_new(a)};

    c.w = json_writer(&c.out);
    if (str_eq(h->event, S("person.erased")) || str_eq(h->event, S("member.left")))
        return fail(err, NOT_FOUND, "person", "there is nobody to tell of");
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_starts(h->event, cstr(kinds[i].start))) {
            TRY(kinds[i].tell(&c, h->subject, err));
            *json = buf_done(&c.out);
            return OK;
        }
    *json = S("{\"message\":\"This is a test of your webhook.\"}");
    return OK;
}

void api_start(void)
{
    hook_set_writer(tell);
}
