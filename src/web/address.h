/* web/address.h — which network addresses are public, private, or neither. */
#pragma once
#include <stdbool.h>
#include <sys/socket.h>

enum address_class {
    ADDRESS_PUBLIC,
    ADDRESS_PRIVATE,                             /* loopback and intranets: reachable when that is allowed */
    ADDRESS_SPECIAL,                             /* link-local, multicast, documentation …: never */
};

enum address_class address_classify(const struct sockaddr *s);
