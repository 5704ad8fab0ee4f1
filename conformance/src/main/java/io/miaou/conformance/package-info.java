/** Miaou met from outside: what other people's clients, servers and suites see of it. */
@NullMarked
package io.miaou.conformance;

import org.jspecify.annotations.NullMarked;
