/** Filters at work: evaluated on a payload, and answered from payload indexes. */
package dev.akin.engine.internal.filter;
