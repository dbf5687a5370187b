import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What commands do to containers that exist.
    @Suite struct Lifecycle {
        @Test func `create, start, stop, restart, kill, wait and rm`() throws {
            try withSandbox { box in
                try box.check("apus create --name c busybox sh -c 'trap \"echo bye; exit 5\" TERM; echo up; while :; do sleep 0.05; done'")
                try box.check("apus ps -a --format '{{.Names}} {{.Status}}'", is: "c Created")
                try box.check("apus start c", is: "c")
                try box.eventually("apus logs c", is: "up")
                try box.check("apus start c")
                try box.check("apus stop c", is: "c", seconds: 5)
                try box.check("apus wait c", is: "5")
                try box.check("apus logs c", is: "up\nbye")
                try box.check("apus stop c", is: "c")
                try box.check("apus restart c", is: "c")
                try box.eventually("apus logs c", is: "up\nbye\nup")
                try box.check("apus kill c", is: "c")
                try box.eventually("apus inspect --format '{{.State.Status}}' c", is: "exited")
                try box.check("apus inspect --format '{{.State.ExitCode}}' c", is: "137")
                try box.check("apus kill c", code: 125, says: ["running"])
                try box.check("apus start c && apus rm c", code: 2, says: ["force"])
                try box.check("apus rm -f c", is: "c")
                try box.check("apus rm c", code: 1, says: ["c"])
                try box.check("apus rm -f nosuch")
                try box.check("apus kill --signal NOSUCH c", code: 125, says: ["NOSUCH"])
                try box.check("apus run -d --name k --stop-signal USR2 busybox sh -c 'trap \"exit 12\" USR2; while :; do sleep 0.05; done' >/dev/null; sleep 0.3; apus stop k; apus wait k", is: "k\n12")
                try box.check("apus run -d --name t --stop-timeout 1 busybox sleep 100 >/dev/null; apus stop t; apus wait t", is: "t\n137", seconds: 8)
                try box.check("apus run -d --name w busybox sh -c 'sleep 1; exit 33' >/dev/null; apus wait w", is: "33")
                try box.check("apus rm k t w | sort", is: "k\nt\nw")
                try box.check("apus run -d --name x busybox sleep 100 >/dev/null; apus rm -f -t 0 -a | wc -l", is: "1")
            }
        }

        @Test(.enabled(if: TestedEngine.isOurs)) func `a time longer than any life is as good as none`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --timeout 99999999999 busybox echo hi", is: "hi", seconds: 10)
                try box.check("apus run -d --name c busybox sh -c 'trap \"exit 3\" TERM; echo up; while :; do sleep 0.05; done' > /dev/null")
                try box.eventually("apus logs c", is: "up")
                try box.check("apus stop -t 9223372036854775807 c && apus wait c", is: "c\n3", seconds: 10)
            }
        }

        @Test func `whoever is attached leaves at the end of the run, which may start again`() throws {
            try withSandbox { box in
                try box.check("apus run --name r --restart on-failure:2 busybox sh -c 'echo run; exit 3'", code: 3, has: ["run"], seconds: 15)
                try box.eventually("apus inspect --format '{{.RestartCount}} {{.State.Status}}' r", is: "2 exited")
                try box.check("apus logs r", is: "run\nrun\nrun")
                if TestedEngine.isOurs {
                    try box.check("apus run --name a --restart always busybox sh -c 'echo run; sleep 0.2; exit 4'", code: 4, is: "run", seconds: 15)
                    try box.check("(sleep 1; apus stop -t 1 a > /dev/null) & apus wait a", is: "4", seconds: 15)
                }
                try box.check("apus rm -f -t 0 a r", code: nil)
            }
        }

        @Test func `names, ids and prefixes find containers`() throws {
            try withSandbox { box in
                let id = try box.check("apus create --name one busybox true").text
                try box.check("apus inspect --format '{{.Name}}' \(id.prefix(12))", has: ["one"])
                try box.check("apus inspect --format '{{.Id}}' \(id.prefix(3))", is: id)
                try box.check("apus create --name one busybox true", code: 125, says: ["one", "in use"])
                let new = try box.check("apus create --name one --replace busybox false").text
                #expect(new != id)
                try box.check("apus rename one two && apus ps -a --format '{{.Names}}'", is: "two")
                try box.check("apus create --name three busybox true && apus rename two three", code: 125, says: ["three"])
                try box.check("apus rename nosuch x", code: 125, says: ["nosuch"])
                try box.check("apus create --name 'bad name' busybox true", code: 125)
                try box.check("apus container exists two")
                try box.check("apus container exists nosuch", code: 1)
                try box.check("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do apus create busybox true; done >/dev/null; p=$(apus ps -aq | cut -c1 | sort | uniq -d | head -1); apus inspect $p", code: 125, says: [TestedEngine.isOurs ? "ambiguous" : "more than one"])
                try box.check("apus ps -aq | wc -l", is: "20")
                try box.check("apus ps -a --format '{{.Names}}' | sort | uniq -d", is: "")
                try box.check("apus container prune -f | wc -l", has: ["2"])
                try box.check("apus ps -aq", is: "")
            }
        }

        @Test func `ps shows, filters and formats`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name up --label role=web --label tier busybox sleep 100")
                try box.check("apus run --name down busybox sh -c 'exit 3'", code: 3)
                try box.check("apus create --name new busybox true")
                try box.check("apus ps", has: ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES", "up", "busybox", "Up "], lacks: ["down"])
                try box.check("apus ps -a --format '{{.Names}}' | sort", is: "down\nnew\nup")
                try box.check("apus ps -a --filter status=exited --format '{{.Names}}'", is: "down")
                try box.check("apus ps -a --filter exited=3 --format '{{.Names}}'", is: "down")
                try box.check("apus ps -a --filter name=ne --format '{{.Names}}'", is: "new")
                try box.check("apus ps -a --filter label=role=web --format '{{.Names}}'", is: "up")
                try box.check("apus ps -a --filter ancestor=busybox -q | wc -l", is: "3")
                try box.check("apus ps -a --filter nosuch=1", code: 125, says: ["nosuch"])
                try box.check("apus ps -q --no-trunc | tr -d '\\n' | wc -c", is: "64")
                try box.check("apus ps -n 1 --format '{{.Names}}'", is: "new")
                try box.check("apus ps -l --format '{{.Names}}'", is: "new")
                try box.check("apus ps --format json | grep -c '\"Names\"'", is: "1")
                try box.check("apus ps --format '{{.ID}} {{.Image}} {{.Command}} {{.Labels}}'", has: ["busybox", "sleep 100", "role"])
                try box.check("apus ps --format 'table {{.Names}}\\t{{.Status}}'", has: ["NAMES", "STATUS"])
                try box.check("apus ps --noheading", lacks: ["CONTAINER ID"])
                try box.check("apus ps --format '{{.NoSuch}}'", code: 125, says: ["NoSuch"])
                try box.check("apus ps --format '{{'", code: 125)
                try box.check("apus ps -s -a --format '{{.Size}}'", has: ["B"])
            }
        }

        @Test func `inspect tells what was asked and what is`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name c --hostname h -e A=b -w /tmp --label l=1 --restart on-failure:3 -v vol:/v --annotation x=y busybox sleep 100")
                func field(_ template: String, _ value: String, line: SourceLocation = #_sourceLocation) throws {
                    try box.check("apus inspect --format '\(template)' c", is: value, sourceLocation: line)
                }
                try field("{{.State.Status}} {{.State.Running}} {{.State.ExitCode}}", "running true 0")
                try field("{{.Config.Hostname}} {{.Config.WorkingDir}} {{index .Config.Labels \"l\"}}", "h /tmp 1")
                try field("{{json .Config.Cmd}}", #"["sleep","100"]"#)
                try field("{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}", "on-failure 3")
                try field("{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}}{{end}}", "volume vol /v true")
                try field("{{range .Config.Env}}{{println .}}{{end}}", try box.run("apus inspect c").code == 0 ? try box.run("apus inspect --format '{{range .Config.Env}}{{println .}}{{end}}' c").text : "")
                try box.check("kill -0 $(apus inspect --format '{{.State.Pid}}' c)")
                try box.check("apus inspect c | head -1", is: "[")
                try box.check("apus container inspect c > /dev/null && apus inspect --type container c >/dev/null")
                try box.check("apus inspect busybox > /dev/null && apus inspect --type image busybox >/dev/null")
                try box.check("apus inspect nosuch", code: 125, says: ["nosuch"])
                try box.check("apus inspect --type image c", code: 125)
                try box.check("apus inspect --format '{{.No.Such}}' c", code: 125, says: ["No"])
                try box.check("apus stop -t 0 c >/dev/null; apus inspect --format '{{.State.Status}} {{.State.Pid}}' c", is: "exited 0")
            }
        }

        @Test func `logs are kept, followed and cut`() throws {
            try withSandbox { box in
                try box.check("apus run --name c busybox sh -c 'for i in 1 2 3 4 5; do echo line $i; done; echo err >&2; sleep 0.2; printf partial'")
                try box.check("apus logs c 2>/dev/null", is: "line 1\nline 2\nline 3\nline 4\nline 5\npartial")
                try box.check("apus logs c 2>&1 >/dev/null", is: "err")
                try box.check("apus logs --tail 1 c 2>/dev/null", is: "partial")
                try box.check("apus logs --tail 0 c", is: "")
                try box.check("apus logs -t --tail 2 c 2>/dev/null", has: ["20", "T"])
                try box.check("apus logs --since 10m c 2>/dev/null | wc -l", has: ["5"])
                try box.check("sleep 1; apus logs --since 0.5s c 2>/dev/null", is: "")
                try box.check("apus logs --until 2000-01-01T00:00:00Z c", is: "")
                try box.check("apus run -d --name f busybox sh -c 'for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done'")
                try box.check("apus logs -f f", is: "1\n2\n3\n4\n5\n6", seconds: 20)
                try box.check("apus logs nosuch", code: 125, says: ["nosuch"])
                try box.check("apus run --name none --log-driver none busybox echo x && apus logs none", code: 125, has: ["x"])
                try box.check("apus run --name jf --log-driver json-file busybox echo json && apus logs jf", is: "json\njson")
                try box.check("apus run --name kf --log-driver k8s-file --log-opt max-size=20kb busybox seq 1 20000 > /dev/null; apus logs kf | tail -1", is: "20000")
                try box.check("du -sk $BOX/root | cut -f1")
                try box.check("apus run --log-driver nosuch busybox true", code: 125, says: ["nosuch"])
                // bytes that are no text, and long lines, come back as they were
                try box.check("apus run --name raw busybox sh -c 'head -c 300000 /dev/zero | tr \"\\000\" x; printf \"\\377\\376\\001\"' | sha256sum", is: try box.run("(head -c 300000 /dev/zero | tr '\\000' x; printf '\\377\\376\\001') | sha256sum").text)
                try box.check("apus logs raw | sha256sum", is: try box.run("(head -c 300000 /dev/zero | tr '\\000' x; printf '\\377\\376\\001') | sha256sum").text)
            }
        }

        @Test func `exec runs further commands in a running container`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name c -e FROM=run --hostname inside busybox sleep 100")
                try box.check("apus exec c hostname", is: "inside")
                try box.check("apus exec c sh -c 'echo $FROM; exit 6'", code: 6, is: "run")
                try box.check("apus exec -e X=1 -w /tmp -u user c sh -c 'echo $X; pwd; id -u'", is: "1\n/tmp\n1000")
                try box.check("echo in | apus exec -i c cat", is: "in")
                try box.check("echo in | apus exec c cat", is: "")
                try box.check("apus exec c nosuch", code: 127, says: ["nosuch"])
                try box.check("apus exec c /etc/not-executable", code: 126)
                try box.check("apus exec nosuch true", code: 125, says: ["nosuch"])
                try box.check("script -qec 'apus exec -it c tty' /dev/null </dev/null", has: ["/dev/pts/"])
                try box.check("apus exec c grep -E '^(CapEff|Seccomp):' /proc/self/status", has: ["CapEff:\t00000000800405fb", "Seccomp:\t2"])
                try box.check("apus exec --privileged c grep CapEff /proc/self/status", lacks: ["00000000800405fb"])
                try box.check("apus exec c sh -c 'cat /proc/self/cgroup' | tail -1", has: [])
                try box.check("apus exec -d c sh -c 'sleep 0.2; echo done > /flag'")
                try box.eventually("apus exec c cat /flag 2>/dev/null", is: "done")
                try box.check("apus exec c sh -c 'head -c 3000000 /dev/zero' | wc -c", is: "3000000")
                try box.check("apus exec c sh -c 'kill -9 $$'", code: 137)
                try box.check("apus exec --env-file /dev/null c true")
                try box.check("apus stop -t 0 c >/dev/null; apus exec c true", code: nil, says: ["running"])
            }
        }

        @Test func `pause, top, diff, cp and export`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name c busybox sh -c 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done'")
                try box.check("apus pause c", is: "c")
                try box.check("apus ps -a --format '{{.Status}}'", has: ["Paused"])
                let before = try box.run("sleep 0.3; apus logs --tail 1 c").text
                try box.check("sleep 0.3; apus logs --tail 1 c", is: before)
                try box.check("apus exec c true", code: nil, says: ["container"])
                try box.check("apus unpause c", is: "c")
                try box.check("until [ $(apus logs --tail 1 c) -gt \(before) ]; do sleep 0.05; done")
                try box.check("apus unpause c", code: 125)
                try box.check("apus top c", has: ["PID", "sh -c"])
                try box.check("apus top c -o pid,comm | head -1", has: ["PID"])
                try box.check("apus exec c sh -c 'echo new > /added; rm /etc/not-executable; echo >> /etc/group'")
                try box.check("apus diff c | grep -v ' /dev\\| /run\\| /proc\\| /sys' | sort", has: ["A /added", "C /etc", "D /etc/not-executable", "C /etc/group"])
                try box.check("echo host > f && apus cp f c:/tmp/f && apus exec c cat /tmp/f", is: "host")
                try box.check("apus cp c:/added . && cat added", is: "new")
                try box.check("apus cp c:/etc etc-copy && ls etc-copy/passwd", is: "etc-copy/passwd")
                try box.check("mkdir -p dir/sub && echo deep > dir/sub/f && apus cp dir c:/srv && apus exec c cat /srv/dir/sub/f", is: "deep")
                try box.check("apus cp dir/. c:/srv && apus exec c cat /srv/sub/f", is: "deep")
                try box.check("tar -c f | apus cp - c:/root && apus exec c cat /root/f", is: "host")
                try box.check("apus cp c:/nosuch .", code: 125, says: ["nosuch"])
                try box.check("apus cp nosuchfile c:/", code: 125, says: ["nosuchfile"])
                try box.check("apus cp f nosuch:/", code: 125, says: ["nosuch"])
                // a link of the container cannot lead the copy out of it
                try box.check("apus exec c ln -s / /tmp/rootlink && apus exec c ln -s ../../../../../../../../../../../tmp/apus-cp-escape /tmp/up; apus cp f c:/tmp/up; ls /tmp/apus-cp-escape", code: 2)
                try box.check("apus export c | tar -t | grep -c '^added$'", is: "1")
                try box.check("apus export -o out.tar c && tar -xOf out.tar added", is: "new")
                try box.check("apus stop -t 0 c > /dev/null && apus cp c:/added again && cat again", is: "new")
                try box.check("apus diff c", has: ["A /added"])
                try box.check("apus port c", is: "")
                try box.check("apus top c", code: 125)
            }
        }

        @Test func `whose terminal goes away leaves the container running`() throws {
            try withSandbox { box in
                try box.check("sleep 5 2> errors | script -qec 'apus run -it --name c busybox sh' typed > out 2>&1 & p=$!; sleep 1; apus ps --format '{{.Names}}'; kill -9 $p", code: nil, has: ["c"])
                try box.eventually("ps -eo args | grep -c '[a]pus .*run -it --name c busybox sh'", is: "0")
                try box.check("apus rm -f -t 0 c")
            }
        }

        @Test func `restart policies start again what ends`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name a --restart on-failure:2 busybox sh -c 'echo run; exit 1'")
                try box.eventually("apus inspect --format '{{.RestartCount}} {{.State.Status}}' a", is: "2 exited", seconds: 15)
                try box.check("apus logs a", is: "run\nrun\nrun")
                try box.check("apus run -d --name b --restart on-failure busybox sh -c 'exit 0'")
                try box.eventually("apus inspect --format '{{.RestartCount}} {{.State.Status}}' b", is: "0 exited")
                try box.check("apus run -d --name c --restart always busybox sh -c 'echo up; sleep 0.2'")
                try box.eventually("apus logs c", has: ["up\nup\nup"], seconds: 15)
                try box.check("apus stop c > /dev/null; sleep 0.5; apus inspect --format '{{.State.Running}}' c", is: "false")
                try box.check("apus run -d --name d --restart unless-stopped busybox sleep 100 && kill -9 $(apus inspect --format '{{.State.Pid}}' d)")
                try box.eventually("apus inspect --format '{{.RestartCount}} {{.State.Status}}' d", is: "1 running", seconds: 15)
                try box.check("apus run --restart sometimes busybox true", code: 125, says: ["sometimes"])
                try box.check("apus run --rm --restart always busybox true", code: 125)
                try box.check("apus rm -f -t 0 a b c d | wc -l", is: "4")
            }
        }

        @Test func `info and version answer, and help is there for every command`() throws {
            try withSandbox(images: []) { box in
                try box.check("apus version", has: ["Version"])
                try box.check("apus --version", has: ["version"])
                try box.check("apus info", has: ["linux"])
                try box.check("apus info --format '{{json .}}' | head -c1", is: "{")
                try box.check("apus --help", has: ["run", "pull", "Usage"])
                for verb in [
                    "run", "create", "start", "stop", "restart", "kill", "rm", "ps", "logs", "exec", "attach", "wait", "inspect", "top",
                    "rename", "pause", "unpause", "port", "diff", "cp", "export", "container prune", "container exists", "info", "version",
                    "pull", "load", "import", "images", "rmi", "tag", "image inspect", "history", "image exists", "image prune",
                    "volume create", "volume ls", "volume inspect", "volume rm", "volume prune", "unshare", "system reset",
                ] {
                    try box.check("apus \(verb) --help | head -40", has: [TestedEngine.isOurs ? "apus \(verb)" : verb])
                }
                try box.check("apus nosuchcommand", code: 125, says: ["nosuchcommand"])
                try box.check("apus run -p 80:80 busybox true", code: 125, says: ["publish"])
            }
        }
    }
}
