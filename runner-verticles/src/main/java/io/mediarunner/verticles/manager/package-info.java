/**
 * The Manager of a standalone runner: what platforms call, what runners call, the queue in between,
 * and the callbacks. It speaks to runners over HTTP only, as any Manager does.
 */
package io.mediarunner.verticles.manager;
