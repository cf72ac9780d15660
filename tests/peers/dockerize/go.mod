module github.com/jwilder/dockerize

go 1.25

require (
	github.com/elgs/gosplitargs v0.0.0-20161028071935-a491c5eeb3c8
	github.com/hpcloud/tail v1.0.0
	github.com/jwilder/gojq v0.0.0-20161018055142-c550732d4a52
	golang.org/x/net v0.37.0
	golang.org/x/sys v0.31.0
	gopkg.in/fsnotify.v1 v1.4.7
	gopkg.in/tomb.v1 v1.0.0-20141024135613-dd632973f1e7
)
