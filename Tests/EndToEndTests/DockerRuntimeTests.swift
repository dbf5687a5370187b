import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Docker with our runtime beside runc, in one daemon with directories and namespaces of its own.
    @Suite(
        .enabled(
            if: TestedEngine.isOurs && TestedEngine.builtDirectory != nil && (try? exists("/usr/sbin/dockerd")) == true,
            "needs docker.io"))
    struct DockerRuntime {
        @Test func `docker does the same with our runtime as with runc`() throws {
            let box = try Sandbox(.root, engine: .podman)
            defer { _ = try? box.finish() }
            let runtime = try box.run("readlink -f \(TestedEngine.builtDirectory!)/apus-runtime").text
            try box.write("lines", Self.lines.map { $0 + "\n" }.joined())
            try box.write("session", Self.session)
            let result = try box.run("exec unshare --mount --net --propagation private bash session '\(runtime)' \(Fixtures.busybox)", seconds: 400)
            if result.code == 77 { try Test.cancel("no daemon of docker can be had here, so there is nothing to compare") }
            #expect(result.code == 0, "\(result.report)")
            let theirs = try String(decoding: readFile(box.files + "/of-runc"), as: UTF8.self).split(separator: "\u{1}")
            let ours = try String(decoding: readFile(box.files + "/of-apus"), as: UTF8.self).split(separator: "\u{1}")
            #expect(ours.count == Self.lines.count && theirs.count == ours.count)
            for (line, (own, other)) in zip(Self.lines, zip(ours, theirs)) {
                #expect(Mask.apply(String(own)) == Mask.apply(String(other)), "\(line)")
            }
        }

        /// Runs the lines with one runtime and then with the other; of each the output and the exit code are kept.
        private static let session = #"""
            set -u
            if grep -q ' /sys/fs/cgroup/unified ' /proc/self/mountinfo; then umount /sys/fs/cgroup/unified; fi
            ip link set lo up
            dockerd --data-root $PWD/docker --exec-root $PWD/run --pidfile $PWD/pid -H unix://$PWD/sock --add-runtime "ours=$1" \
                --default-ulimit "nofile=$(ulimit -Hn):$(ulimit -Hn)" > log 2>&1 &
            daemon=$!
            trap 'kill $daemon 2> /dev/null; wait $daemon' EXIT
            export DOCKER_HOST=unix://$PWD/sock
            for _ in $(seq 100); do docker version > /dev/null 2>&1 && break; kill -0 $daemon 2>/dev/null || exit 77; sleep 0.2; done
            docker load -q -i "$2" > /dev/null || exit 77
            for pair in runc=runc apus=ours; do
                runtime=${pair#*=}
                while read -r line; do
                    eval "$line" 2> errors < /dev/null
                    printf 'code %s\n\001' $?
                done < lines > of-${pair%%=*}
            done
            exit 0
            """#

        private static let lines = #"""
            docker run --rm --runtime $runtime busybox echo hi
            docker run --rm --runtime $runtime busybox sh -c 'exit 5'
            docker run --rm --runtime $runtime busybox nosuchprogram
            docker run --rm --runtime $runtime busybox /bin/nosuchprogram
            docker run --rm --runtime $runtime busybox /etc/not-executable
            docker run --rm --runtime $runtime -m 64m --memory-swap 128m --cpus 0.5 --pids-limit 30 --cpu-shares 200 busybox true
            docker run --rm --runtime $runtime --read-only --cap-drop all --security-opt no-new-privileges busybox grep -E 'Cap|NoNew|Seccomp:' /proc/self/status
            docker run --rm --runtime $runtime busybox grep -E 'Cap|NoNew|Seccomp:' /proc/self/status
            docker run --rm --runtime $runtime -u user --cap-add net_raw busybox grep -E 'Cap|NoNew|Seccomp:' /proc/self/status
            docker run --rm --runtime $runtime --privileged busybox grep -E 'NoNew|Seccomp:' /proc/self/status
            docker run --rm --runtime $runtime -t busybox tty
            docker run --rm --runtime $runtime -u 1000:1000 -w /tmp -e A=b busybox sh -c 'id; pwd; echo $A'
            docker run --rm --runtime $runtime --group-add 77 busybox id
            docker run --rm --runtime $runtime --tmpfs /t:size=1m busybox sh -c 'df -k /t | tail -1'
            docker run --rm --runtime $runtime -v /etc:/e:ro busybox touch /e/x
            docker run --rm --runtime $runtime --ulimit nofile=100 busybox sh -c 'ulimit -n'
            docker run --rm --runtime $runtime --sysctl net.ipv4.ip_forward=0 busybox cat /proc/sys/net/ipv4/ip_forward
            docker run --rm --runtime $runtime --pid host --ipc host --network host --uts host busybox true
            docker run --rm --runtime $runtime --hostname inside busybox hostname
            docker run --rm --runtime $runtime --shm-size 2m busybox sh -c 'df -k /dev/shm | tail -1'
            docker run --rm --runtime $runtime --device /dev/null:/dev/nothing busybox stat -c '%t,%T' /dev/nothing
            docker run --rm --runtime $runtime --oom-score-adj 100 busybox cat /proc/self/oom_score_adj
            docker run --rm --runtime $runtime busybox sh -c 'ls -A /dev | grep -v core | sort'
            docker run -d --runtime $runtime --name c busybox sh -c 'echo up; sleep 1000'
            sleep 1; docker logs c
            docker exec c sh -c 'echo in; exit 3'
            docker exec -u user -w /tmp -e A=b c sh -c 'id -un; pwd; echo $A'
            docker exec -t c tty
            docker exec c nosuchprogram > /dev/null
            docker exec c /etc/not-executable > /dev/null
            docker exec -w /nosuchdirectory c true > /dev/null
            docker pause c; docker exec c true > /dev/null; docker unpause c
            docker update -m 100m --memory-swap 200m c
            docker stats --no-stream --format '{{.MemUsage}}' c | cut -d/ -f2
            docker kill -s USR1 c
            docker stop -t 1 c; docker inspect --format '{{.State.ExitCode}}' c
            docker start c
            docker restart -t 1 c
            docker rm -f c
            """#.split(separator: "\n").map(String.init)
    }
}
