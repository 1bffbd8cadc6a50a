/**
 * The HTTP interface of one instance: one handler class per route, JSON in and out, failures mapped
 * to status codes in one place. Everything here runs on the instance's event loop unless it says
 * so.
 */
package io.mediarunner.verticles.http;
