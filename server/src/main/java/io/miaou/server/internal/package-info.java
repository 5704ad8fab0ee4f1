/** How the server works; not for applications. */
@NullMarked
package io.miaou.server.internal;

import org.jspecify.annotations.NullMarked;
