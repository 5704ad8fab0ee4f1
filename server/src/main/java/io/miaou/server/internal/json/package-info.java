/**
 * The default codec of arguments: what is simple is written and read here, what has structure is bound by Jackson, and binary
 * data at any depth becomes an attachment.
 */
@NullMarked
package io.miaou.server.internal.json;

import org.jspecify.annotations.NullMarked;
