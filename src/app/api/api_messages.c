/* api/api_messages.c — what webhooks are told, described as the calls are (OpenAPI 3.1
 * §webhooks), from the table of events and the shapes of what is answered. */
#include "app/api/api_private.h"

#include "app/hook/hook.h"

/* The shape of an event's data; NULL: its number alone. */
static const struct api_shape *shape_of_event(const char *event)
{
    static const struct { const char *start; const struct api_shape *shape; } kinds[] = {
        {"award.", &api_award_shape}, {"badge.", &api_badge_shape}, {"application.", &api_application_shape},
        {"endorsement.", &api_endorsement_shape}, {"key.", &api_key_shape}, {"list.", &api_list_shape}, {"claim.", &api_claim_shape}, {"person.erased", NULL}, {"person.", &api_person_shape},
        {"member.left", NULL}, {"member.", &api_member_shape}, {"record.", &api_record_shape},
        {"standing.", &api_standing_sum_shape}, {"waiver.", &api_waiver_shape}, {"training.", &api_training_shape}, {"recognition.", &api_recognition_shape},
        {"induction.", &api_induction_shape},
    };

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_starts(cstr(event), cstr(kinds[i].start)))
            return kinds[i].shape;
    return NULL;
}

static const char number_schema[] =
    "{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"integer\",\"format\":\"int64\",\"description\":\"Number of what is gone.\"}}}";
static const char message_headers[] =
    "[{\"name\":\"webhook-id\",\"in\":\"header\",\"required\":true,\"description\":\"Name of the message: the same each time it is sent. Take each once.\",\"schema\":{\"type\":\"string\"}},"
    "{\"name\":\"webhook-timestamp\",\"in\":\"header\",\"required\":true,\"description\":\"Seconds since 1970. Refuse what is older than five minutes.\",\"schema\":{\"type\":\"string\"}},"
    "{\"name\":\"webhook-signature\",\"in\":\"header\",\"required\":true,\"description\":\"v1, and the base64 of HMAC-SHA256 over id.timestamp.body; for a day after a new secret, two of them.\",\"schema\":{\"type\":\"string\"}}]";

static void put_message_schema(struct json_writer *w, const struct hook_event *e)
{
    const struct api_shape *shape = shape_of_event(e->name);

    json_open_object(w);
    json_put_member(w, "type", S("object"));
    json_put_key(w, "required");
    json_put_text(w, S("[\"type\",\"timestamp\",\"data\"]"));
    api_open_member(w, "properties");
    api_open_member(w, "type");
    json_put_member(w, "const", cstr(e->name));
    json_close_object(w);
    json_put_key(w, "timestamp");
    json_put_text(w, S("{\"type\":\"string\",\"format\":\"date-time\",\"description\":\"When it happened.\"}"));
    json_put_key(w, "data");
    if (shape)
        api_put_ref(w, "schemas", cstr(shape->name));
    else
        json_put_text(w, cstr(number_schema));
    json_close_object(w);
    json_close_object(w);
}

str api_message_example(struct arena *a, const struct hook_event *e)
{
    const struct api_shape *shape = shape_of_event(e->name);
    str data = shape ? api_answer_example(a, shape, false) : S("{\"id\": 12}");

    const struct json *v = NULL;
    str text = str_printf(a, "{\"type\":\"%s\",\"timestamp\":\"2026-03-01T09:00:00Z\",\"data\":" STR_FMT "}", e->name, STR_ARG(data));

    return json_parse(a, text, NULL, &v, NULL) == OK ? json_pretty(a, v) : text;
}

static void put_message(struct json_writer *w, const struct hook_event *e)
{
    api_open_member(w, e->name);
    api_open_member(w, "post");
    json_put_member(w, "summary", cstr(e->label));
    json_put_key(w, "tags");
    json_put_text(w, S("[\"Webhook messages\"]"));
    json_put_key(w, "security");
    json_put_text(w, S("[]"));
    json_put_key(w, "parameters");
    json_put_text(w, cstr(message_headers));
    api_open_member(w, "requestBody");
    api_open_member(w, "content");
    api_open_member(w, "application/json");
    json_put_key(w, "schema");
    put_message_schema(w, e);
    json_put_key(w, "example");
    json_put_text(w, api_message_example(w->b->a, e));
    json_close_object(w);
    json_close_object(w);
    json_close_object(w);
    json_put_key(w, "responses");
    json_put_text(w, S("{\"2XX\":{\"description\":\"Taken. Anything else is tried again.\"}}"));
    json_close_object(w);
    json_close_object(w);
}

void api_put_messages(struct json_writer *w)
{
    api_open_member(w, "webhooks");
    for (const struct hook_event *e = hook_events; e->name; e++)
        put_message(w, e);
    json_close_object(w);
}
