/** Small JSON documents, wherever the server or its command writes one. */
package dev.akin.server.json;
