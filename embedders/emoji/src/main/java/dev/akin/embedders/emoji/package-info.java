/**
 * The model {@code emoji}, which puts pictures of emoji and short English texts into one space, and
 * pictures to try it on. What it is made of, and under which licences, is told in {@code MODEL.md}
 * beside its files.
 */
package dev.akin.embedders.emoji;
