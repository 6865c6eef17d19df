/* verify FILE: does this badge hold? With what is in the file alone.
 *     cc verify.c $(pkg-config --cflags --libs lapel) -o verify */
#include <lapel/verify.h>
#include <stdio.h>

static char bytes[5 << 20];

int main(int argc, char **argv)
{
    FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
    struct lapel *lapel = NULL;
    struct lapel_report *report = NULL;
    struct lapel_error err;

    if (!f) {
        fprintf(stderr, "usage: verify FILE\n");
        return 64;
    }
    struct lapel_bytes badge = {bytes, fread(bytes, 1, sizeof bytes, f)};
    fclose(f);
    if (lapel_open(&lapel, &err) || lapel_verify(lapel, badge, NULL, &report, &err)) {
        fprintf(stderr, "verify: %s\n", err.text);
        lapel_close(lapel);
        return 65;
    }
    enum lapel_verdict verdict = lapel_report_verdict(report);
    printf("%s\n", lapel_report_sentence(report).p);
    for (size_t i = 0; i < lapel_report_check_count(report); i++) {
        const struct lapel_check *check = lapel_report_check(report, i);
        if (lapel_check_outcome(check) != LAPEL_PASS)
            printf("  %s: %s\n", lapel_check_id(check), lapel_check_message(check).p);
    }
    lapel_report_free(report);
    lapel_close(lapel);
    return verdict == LAPEL_VALID ? 0 : verdict == LAPEL_INVALID ? 1 : 2;
}
