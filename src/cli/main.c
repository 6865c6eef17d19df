#include <string.h>

#include "cli/commands.h"

static bool is_any(const char *given, const char *shorter, const char *longer)
{
    return !strcmp(given, shorter) || !strcmp(given, longer);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return help_commands(false);
    if (is_any(argv[1], "-h", "--help"))
        return help_commands(true);
    if (is_any(argv[1], "-V", "--version"))
        return help_version();
    const struct command *c = command_named(cstr(argv[1]));
    return c ? c->run(argc - 1, argv + 1) : command_unknown(cstr(argv[1]));
}
