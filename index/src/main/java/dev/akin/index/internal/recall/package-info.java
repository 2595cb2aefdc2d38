/** What a search parameter is worth: recall measured on an index's own members. */
package dev.akin.index.internal.recall;
