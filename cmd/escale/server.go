package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"
)

// serveHTTP answers on the listener until the context ends, then lets what is
// under way finish for ten seconds.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	srv := &http.Server{
		Handler:           recovered(h, log),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(stopping); err != nil {
		err = errors.Join(err, srv.Close())
		log.Warn("some requests were cut off", "err", err)
	}
	return nil
}

// recovered answers 500 without a word of what happened; the operator reads the
// method, the panic's type and where it was, never the path, which may hold a
// secret, nor the panic's value, which may quote what a person wrote.
func recovered(h http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			log.Error("a request panicked", "method", r.Method, "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			http.Error(w, "Une erreur est survenue. Réessayez dans un instant.", http.StatusInternalServerError)
		}()
		h.ServeHTTP(w, r)
	})
}
