/**
 * What a proxy says about the client it speaks for: in a header of its own before the first byte (PROXY protocol 1 and 2), or in
 * a field of the request (X-Forwarded-For). Either is a claim; who asks here must know that it comes from a proxy it trusts.
 */
@NullMarked
package io.miaou.protocol.proxy;

import org.jspecify.annotations.NullMarked;
