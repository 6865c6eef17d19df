/* issue EMAIL: a new key, and a badge signed with it, on standard output.
 *     cc issue.c $(pkg-config --cflags --libs lapel) -o issue
 * A real issuer keeps its key (lapel_key_pem, lapel_key_read) and publishes the
 * public half under an address of its own: lapel_signing.key_id. */
#include <lapel/issue.h>
#include <stdio.h>

static const char achievement[] =
    "{\"id\": \"https://example.org/badges/first-aid\", \"type\": [\"Achievement\"],"
    " \"name\": \"First aid\", \"description\": \"Knows what to do until help comes\","
    " \"criteria\": {\"narrative\": \"Sixteen hours of training and an exercise\"}}";

int main(int argc, char **argv)
{
    struct lapel *lapel = NULL;
    struct lapel_key *key = NULL;
    struct lapel_buffer *badge = NULL;
    struct lapel_error err;

    if (argc != 2) {
        fprintf(stderr, "usage: issue EMAIL\n");
        return 64;
    }
    enum lapel_code c = lapel_open(&lapel, &err);
    if (c == LAPEL_OK)
        c = lapel_key_new(LAPEL_ED25519, &key, &err);

    struct lapel_award award = {.size = sizeof award};
    award.achievement = lapel_text(achievement);
    award.recipient = argv[1];
    award.valid_until = "2030-01-01T00:00:00Z";
    struct lapel_signing how = {.size = sizeof how};
    how.key = key;
    if (c == LAPEL_OK)
        c = lapel_issue(lapel, &award, &how, &badge, &err);

    if (c == LAPEL_OK)
        printf("%s\n", lapel_buffer_bytes(badge).p);
    else
        fprintf(stderr, "issue: %s %s\n", err.where, err.text);
    lapel_buffer_free(badge);
    lapel_key_free(key);
    lapel_close(lapel);
    return c == LAPEL_OK ? 0 : 65;
}
