/** Filters over ids and payloads: a tree of records, a builder, and a readable expression. */
package dev.akin.api.filter;
