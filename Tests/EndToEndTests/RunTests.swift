import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What `run` gives to its caller: output, exit codes, streams.
    @Suite struct Run {
        @Test func `the output and the exit code are those of the command`() throws {
            try withSandbox { box in
                try box.check("apus run --rm busybox echo hello", is: "hello")
                try box.check("apus run --rm busybox sh -c 'echo out; echo err >&2; exit 7'", code: 7, is: "out", says: ["err"])
                try box.check("apus run --rm busybox sh -c 'sh -c \"kill -9 \\$\\$\"; exit $?'", code: 137)
                try box.check("apus run --rm busybox false", code: 1)
                try box.check("apus run --rm busybox sh -c 'exit 255'", code: 255)
                try box.check("apus run busybox true")
                try box.check("apus ps -a --format '{{.Status}}'", has: ["Exited (0)"])
            }
        }

        @Test func `exit codes 125, 126 and 127 tell who failed`() throws {
            try withSandbox { box in
                try box.check("apus run --rm busybox /no/such/program", code: 127, says: ["/no/such/program"])
                try box.check("apus run --rm busybox nosuchprogram", code: 127, says: ["nosuchprogram"])
                try box.check("apus run --rm busybox /etc/not-executable", code: 126, says: ["permission denied"])
                try box.check("apus run --rm busybox /etc", code: 126)
                try box.check("apus run --no-such-flag busybox true", code: 125, says: ["no-such-flag"])
                try box.check("apus run --pull never localhost/nosuchimage true", code: 125, says: ["nosuchimage"])
                try box.check("apus run", code: 125)
                try box.check("apus run --rm --memory nonsense busybox true", code: 125, says: ["nonsense"])
                try box.check("apus ps -aq", is: "")
            }
        }

        @Test func `standard input reaches the command and ends`() throws {
            try withSandbox { box in
                try box.check("echo piped | apus run --rm -i busybox cat", is: "piped")
                try box.check("apus run --rm -i busybox wc -c", is: "3000000", input: String(repeating: "abc\n12345\n", count: 300_000))
                try box.check("echo ignored | apus run --rm busybox cat", is: "")
                try box.check("apus run --rm -i busybox sh -c 'read a; echo got $a'", is: "got one", input: "one\ntwo\n")
                // a command that does not read must not hold up its end
                try box.check("yes | apus run --rm -i busybox true", seconds: 20)
            }
        }

        @Test func `large output arrives whole and in order`() throws {
            try withSandbox { box in
                try box.check("apus run --rm busybox seq 1 200000 | sha256sum", is: try box.run("seq 1 200000 | sha256sum").text)
                try box.check("apus run --rm busybox sh -c 'head -c 5000000 /dev/zero' | wc -c", is: "5000000")
                try box.check("apus run --rm busybox sh -c 'seq 1 50000 >&2' 2>&1 >/dev/null | tail -1", is: "50000")
                // a reader that goes away ends the caller, not the engine's state
                try box.check("apus run --rm busybox seq 1 1000000 | head -1", is: "1", seconds: 20)
                try box.eventually("apus ps -aq", is: "")
            }
        }

        @Test func `the environment comes from image, files and flags in this order`() throws {
            try withSandbox { box in
                try box.write("vars", "# comment\nONE=1\nTWO=a b\n\nFROM_HOST\nTHREE=x=y\n")
                try box.check("apus run --rm busybox env", has: ["FROM_IMAGE=yes", "HOSTNAME=", "HOME=/root", "PATH=/usr/local/sbin"])
                try box.check("apus run --rm -e A=b -e EMPTY= --env 'C=d e' busybox sh -c 'echo [$A][$EMPTY][$C]'", is: "[b][][d e]")
                try box.check("FROM_HOST=h apus run --rm --env-file vars busybox env", has: ["ONE=1\n", "TWO=a b\n", "FROM_HOST=h\n", "THREE=x=y\n"])
                try box.check("apus run --rm --env-file vars -e ONE=2 busybox sh -c 'echo $ONE'", is: "2")
                try box.check("MINE=there apus run --rm -e MINE -e NOTSET busybox env", has: ["MINE=there"], lacks: ["NOTSET"])
                try box.check("apus run --rm --unsetenv FROM_IMAGE busybox env", lacks: ["FROM_IMAGE"])
                try box.check("apus run --rm -e FROM_IMAGE=no busybox sh -c 'echo $FROM_IMAGE'", is: "no")
                try box.check("apus run --rm --env-file nosuchfile busybox true", code: 125, says: ["nosuchfile"])
                try box.check("apus run --rm -t busybox env", has: ["TERM=xterm"])
                try box.check("apus run --rm -u user busybox env", has: ["HOME=/home/user"])
            }
        }

        @Test func `workdir, user, groups and host name are as asked`() throws {
            try withSandbox { box in
                try box.check("apus run --rm busybox pwd", is: "/")
                try box.check("apus run --rm -w /home/user busybox pwd", is: "/home/user")
                try box.check("apus run --rm busybox sh -c 'id -u; id -g'", is: "0\n0")
                try box.check("apus run --rm -u user busybox sh -c 'id -u; id -g; id -G'", is: "1000\n1000\n1000 10 2000")
                try box.check("apus run --rm -u 1000 busybox id -un", is: "user")
                try box.check("apus run --rm -u user:extra busybox sh -c 'id -g'", is: "2000")
                try box.check("apus run --rm -u 4242:4343 busybox sh -c 'id -u; id -g'", is: "4242\n4343")
                try box.check("apus run --rm -u nosuchuser busybox id", code: nil, says: ["nosuchuser"])
                try box.check("apus run --rm -u user:nosuchgroup busybox id", code: nil, says: ["nosuchgroup"])
                try box.check("apus run --rm --group-add extra --group-add 5555 busybox id -G", has: ["2000", "5555"])
                try box.check("apus run --rm --hostname web.example busybox hostname", is: "web.example")
                try box.check("apus run --rm --hostname h1 busybox sh -c 'echo $(cat /etc/hostname); grep h1 /etc/hosts | wc -l'", is: "h1\n1")
                try box.check("apus run --rm --umask 0077 busybox sh -c 'umask'", is: "0077")
                try box.check("apus run --rm busybox sh -c 'umask'", is: "0022")
                let id = try box.run("apus run -d busybox hostname")
                try box.eventually("apus logs \(id.text)", is: String(id.text.prefix(12)))
            }
        }

        @Test func `the image's configuration is used and can be replaced`() throws {
            try withSandbox(images: [Fixtures.app]) { box in
                try box.check("apus run --rm localhost/app:1.0", is: "entry cmd")
                try box.check("apus run --rm localhost/app:1.0 other words", is: "entry other words")
                try box.check("apus run --rm --entrypoint '' localhost/app:1.0 id -u", is: "1000")
                try box.check("apus run --rm --entrypoint pwd localhost/app:1.0", is: "/srv")
                try box.check(#"apus run --rm --entrypoint '["/bin/echo","-n","json"]' localhost/app:1.0 more"#, is: "json more")
                try box.check("apus run --rm --entrypoint env localhost/app:1.0", has: ["GREETING=hello world", "HOME=/home/user"])
                try box.check(
                    "apus run --rm --entrypoint sh localhost/app:1.0 -c 'cat /srv/kept/linked; ls /srv /srv/hidden; cat /data/seed'",
                    is: "one\n/srv:\nhidden\nkept\nowned\n\n/srv/hidden:\nshown\nseed")
                try box.check("apus run --rm -u 0 --entrypoint stat localhost/app:1.0 -c '%a %u %g' /srv/owned/file", is: "640 1000 2000")
                try box.check("apus run --rm -u 0 --entrypoint stat localhost/app:1.0 -c %h /srv/kept/one", is: "2")
                try box.check("apus run -d --name a localhost/app:1.0 && apus inspect --format '{{index .Config.Labels \"com.example.kind\"}}' a", has: ["app"])
                // the image's volume is an anonymous one, gone with --rm
                try box.check("apus volume ls -q | wc -l", is: "1")
                try box.check("apus rm -f -v a && apus volume ls -q", is: "a")
                // a program given by its name alone, an image without a command
                try box.check("apus run --rm --entrypoint echo localhost/app:1.0", is: "")
            }
        }

        @Test func `a terminal is there when asked for`() throws {
            try withSandbox { box in
                try box.check("script -qec 'apus run --rm -it busybox tty' /dev/null </dev/null", has: ["/dev/pts/0"])
                try box.check("apus run --rm busybox tty", code: 1, has: ["not a tty"])
                try box.check("apus run --rm -t busybox tty", has: ["/dev/pts/0"])
                try box.check("script -qec 'stty rows 33 cols 99; apus run --rm -it busybox sh -c \"stty size </dev/tty\"' /dev/null </dev/null", has: ["33 99"])
                try box.check("apus run --rm -t busybox sh -c 'echo a; echo b >&2'", has: ["a\r\n", "b\r\n"])
                try box.check("printf 'echo typed-$((40+2))\\nexit 5\\n' | script -qec 'apus run --rm -it busybox sh' /dev/null", code: 5, has: ["typed-42"])
                // ctrl-p ctrl-q leaves the container running
                try box.check("(sleep 2; printf '\\020\\021'; sleep 1) | script -qec 'apus run --name stays -it busybox sh' /dev/null", seconds: 20)
                try box.check("apus ps --format '{{.Names}}'", is: "stays")
                try box.check("apus rm -f stays")
            }
        }

        @Test func `a detached container runs on and is attached to`() throws {
            try withSandbox { box in
                let id = try box.check("apus run -d --name d1 busybox sh -c 'echo started; while read l; do echo got:$l; done; exit 4'")
                #expect(id.text.utf8.count == 64 && id.lines.count == 1, "\(id.report)")
                let second = try box.check("apus run -dit --name d2 busybox sh -c 'read l; echo got:$l; exit 3'")
                #expect(second.text.utf8.count == 64)
                try box.check("echo word | apus attach d2", code: nil, has: ["got:word"], seconds: 20)
                try box.check("apus run -d -i --name d3 busybox sh -c 'read l; echo got:$l; exit 6'")
                try box.check("echo word | apus attach d3", code: nil, is: "got:word", seconds: 20)
                try box.check("apus attach d3", code: 125)
                try box.check("apus attach nosuch", code: 125, says: ["nosuch"])
                try box.check("apus run -a stdout --rm busybox sh -c 'echo o; echo e >&2' 2>&1", is: "o")
                // two clients at once see the same output
                try box.check("apus run -d --name d4 busybox sh -c 'sleep 1; echo tick; sleep 0.2'")
                try box.check("apus attach --no-stdin d4 > one & apus attach --no-stdin d4 > two; wait; cat one two", is: "tick\ntick")
            }
        }

        @Test func `signals of the caller reach the command`() throws {
            try withSandbox { box in
                try box.write("trap.sh", "trap 'echo term; exit 9' TERM; trap 'echo usr1' USR1; echo ready; while :; do sleep 0.05; done\n")
                let line = "apus run --rm --name s -v ./trap.sh:/trap.sh busybox sh /trap.sh > out & p=$!; until grep -q ready out; do sleep 0.05; done; "
                try box.check(line + "kill -USR1 $p; until grep -q usr1 out; do sleep 0.05; done; kill -TERM $p; wait $p; c=$?; cat out; exit $c", code: 9, is: "ready\nusr1\nterm", seconds: 20)
                try box.check(
                    "apus run --rm --sig-proxy=false --name s -v ./trap.sh:/trap.sh busybox sh /trap.sh > out & p=$!; until grep -q ready out; do sleep 0.05; done; kill -TERM $p; wait $p; apus exec s true && apus kill s; sleep 0.3; apus ps -q",
                    has: [], seconds: 20)
            }
        }

        @Test func `--rm leaves nothing and a container without it stays`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --name gone busybox true; apus ps -aq; ls $BOX/root/containers 2>/dev/null || true", is: "")
                try box.check("apus run -d --rm --name gone2 busybox sleep 0.3")
                try box.eventually("apus ps -aq", is: "")
                try box.check("apus run --name stays busybox sh -c 'echo kept > /file; exit 3'", code: 3)
                try box.check("apus ps -a --format '{{.Names}} {{.Status}}'", has: ["stays Exited (3)"])
                try box.check("apus start -a stays", code: 3)
                try box.check("apus cp stays:/file - | tar -xO", is: "kept")
                try box.check("apus rm stays", is: "stays")
                // the name is free again
                try box.check("apus run --rm --name stays busybox true")
                try box.check("apus run --rm --cidfile id busybox true; wc -c < id", is: "64")
                try box.check("apus run --rm --cidfile id busybox true", code: 125, says: ["id"])
            }
        }

        @Test(.enabled(if: TestedEngine.hasStaticRuntime, "the init is the runtime's program, which is static in the release build only"))
        func `an init reaps orphans and forwards signals`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --init busybox sh -c 'echo $$'", lacks: ["1\n1"])
                try box.check("apus run --rm --init busybox sh -c 'cat /proc/1/comm; exit 5'", code: 5)
                try box.check("apus run --rm --init busybox sh -c '(sleep 0.1 &) ; sleep 0.5; ps | grep -c \"[Z]ombie\\|\\[sleep\\]\"'", code: 1, is: "0")
                try box.check("apus run -d --init --name i busybox sleep 100 && apus stop -t 5 i && apus wait i", has: ["143"], seconds: 4)
                // without one, a process that is the first and does not handle it ignores SIGTERM
                try box.check("apus run -d --name n busybox sleep 100 && apus stop -t 1 n && apus wait n", has: ["137"], seconds: 6)
            }
        }

        @Test func `what scripts of podman and docker rely on is there`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --timeout 1 busybox sleep 20", code: 137, seconds: 10)
                try box.check("echo secret > f; apus run --rm --preserve-fds 2 busybox sh -c 'cat <&4' 3</dev/null 4<f", is: "secret")
                try box.check("apus run --rm -a stdout busybox sh -c 'echo o; echo e >&2' 2>&1", is: "o")
                let first = try box.check("apus run -d --name r busybox sleep 100").text
                try box.check("apus run -d --name r busybox true", code: 125, says: ["in use"])
                let second = try box.check("apus run -d --name r --replace busybox sleep 50").text
                #expect(first != second)
                try box.check("apus ps -aq --no-trunc", is: second)
                try box.check("timeout 5 apus wait --condition running r", is: "-1")
                try box.check("(sleep 0.5; apus stop -t 0 r > /dev/null) & timeout 5 apus wait --condition stopped r", is: "137")
                try box.check("apus inspect --format '{{json .Config.CreateCommand}}' r", has: [#""run","-d","--name","r","--replace","busybox","sleep","50""#])
                let fields = [
                    ("{{.Name}} {{.Path}} {{json .Args}}", #"r sleep ["50"]"#), ("{{.Config.Image}}", "docker.io/library/busybox:latest"),
                    ("{{.HostConfig.RestartPolicy.Name}} {{.RestartCount}} {{.State.Running}}", "no 0 false"),
                    ("{{len .Id}} {{.Config.Tty}} {{.HostConfig.AutoRemove}}", "64 false false"),
                    ("{{range .Mounts}}{{.Source}}{{end}}{{.Config.WorkingDir}}", "/"),
                ]
                for (format, text) in fields { try box.check("apus inspect --format '\(format)' r", is: text) }
                // the terminal of a further program begins with the user's size too
                try box.check("apus start r")
                try box.check("script -qec 'stty rows 21 cols 77; apus exec -it r stty size' /dev/null </dev/null", has: ["21 77"])
                try box.check("apus rm -f -t 0 r")
            }
        }

        @Test func `pull policies decide whether a registry is asked`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --pull never busybox echo here", is: "here")
                try box.check("apus run --rm --pull missing busybox echo here", is: "here")
                try box.check("apus run --rm --pull never localhost:1/nosuch true", code: 125, says: ["nosuch"])
                try box.check("apus run --rm --pull always --tls-verify=false localhost:1/nosuch true", code: 125, says: ["localhost:1"], seconds: 60)
                try box.check("apus run --rm --pull sometimes busybox true", code: 125, says: ["sometimes"])
            }
        }
    }
}
