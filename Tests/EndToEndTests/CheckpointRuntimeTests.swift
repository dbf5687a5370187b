import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// `checkpoint` and `restore` of the runtime, with the criu that `$PATH` finds. `RUNTIME_UNDER_TEST=runc` proves those tests that are
    /// not of our own promises.
    @Suite struct CheckpointRuntime {
        private static let runtime = environmentVariable("RUNTIME_UNDER_TEST")

        /// Runs a script with the runtime as `$runtime` and a bundle as `$bundle`, whose program counts in its memory.
        private func session(_ script: String, seconds: Int = 120, sourceLocation: SourceLocation = #_sourceLocation) throws {
            let box = try Sandbox(.root, engine: .podman)
            defer { _ = try? box.finish() }
            let runtime: String
            if let other = Self.runtime {
                runtime = other
            } else {
                runtime = try box.run("readlink -f \(TestedEngine.builtDirectory!)/apus-runtime").text
            }
            try box.write("config.json", Self.configuration)
            try box.write("session", Self.frame + script)
            let path = environmentVariable("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin"
            let result = try box.run("PATH='\(path)' exec unshare --mount --propagation private bash session '\(runtime)'", seconds: seconds)
            if result.code == 77 { try Test.cancel("criu cannot work here: \(result.text)") }
            #expect(result.code == 0, "\(result.report)", sourceLocation: sourceLocation)
        }

        @Test func `a container goes on from where it was`() throws {
            try session(
                #"""
                start
                await 3
                $runtime checkpoint --image-path image --work-path work a
                ! $runtime state a 2> /dev/null
                ! ls -d $groups 2> /dev/null
                before=$(cat bundle/rootfs/tmp/count)
                sleep 0.5
                [ "$before" = "$(cat bundle/rootfs/tmp/count)" ]
                cp bundle/config.json saved && sed -i 's/"limit": 50000000/"limit": 60002304/' bundle/config.json
                $runtime restore --bundle bundle --detach --image-path $PWD/image --work-path $PWD/work --pid-file pid a < /dev/null > /dev/null 2>&1
                await $((before + 3))
                [ "$(state a)" = running ]
                [ "$(cat pid)" = "$($runtime state a | sed -n 's/.*"pid": \([0-9]*\).*/\1/p')" ]
                [ "$(cat $groups/memory.limit_in_bytes $groups/memory.max 2> /dev/null)" = 60002304 ]
                grep -q "$(basename "$(cat name)")" /proc/$(cat pid)/cgroup
                [ "$($runtime exec a /bin/busybox hostname)" = counting ]
                [ "$($runtime exec a /bin/busybox cat /bound/file)" = bound ]
                ! $runtime exec a /bin/busybox cat /proc/kcore | grep -q .
                $runtime kill a KILL
                sleep 0.3
                $runtime delete a
                ! ls -d $groups 2> /dev/null
                """#)
        }

        @Test func `a container runs on after a checkpoint that leaves it running, and after its memory alone was written`() throws {
            try session(
                #"""
                start
                await 2
                if criu check --feature mem_dirty_track > /dev/null 2>&1; then
                    $runtime checkpoint --pre-dump --image-path before a
                    parent='--parent-path ../before'
                fi
                mkdir -p image
                $runtime checkpoint --leave-running ${parent-} --image-path image a
                [ -z "${parent-}" ] || [ -e image/parent ]
                now=$(cat bundle/rootfs/tmp/count)
                await $((now + 2))
                [ "$(state a)" = running ]
                $runtime delete --force a
                """#)
        }

        @Test func `standard streams that are pipes are those of the command that restores`() throws {
            try session(
                #"""
                sed -i 's/WHAT/i=0; while :; do i=$((i+1)); echo $i; echo $i > \/tmp\/count; sleep 0.1; done/' bundle/config.json
                $runtime run --bundle bundle --detach a < /dev/null > >(cat > one) 2>&1
                await 3
                $runtime checkpoint --image-path image a
                $runtime restore --bundle bundle --detach --image-path $PWD/image a < /dev/null > >(cat > two) 2>&1
                for _ in $(seq 50); do [ -s two ] && break; sleep 0.1; done
                $runtime delete --force a
                sleep 0.3
                [ "$(head -n 1 one)" = 1 ]
                [ "$(head -n 1 two)" -ge "$(tail -n 1 one)" ]
                """#)
        }

        @Test func `restore in the foreground ends with the program's status`() throws {
            try session(
                #"""
                sed -i 's/WHAT/until [ -e \/tmp\/go ]; do echo 1 > \/tmp\/count; sleep 0.1; done; exit 7/' bundle/config.json
                start
                await 1
                $runtime checkpoint --image-path image a
                touch bundle/rootfs/tmp/go
                code=0
                $runtime restore --bundle bundle --image-path $PWD/image a < /dev/null > /dev/null 2>&1 || code=$?
                [ $code = 7 ]
                ! $runtime state a 2> /dev/null
                """#)
        }

        @Test(.enabled(if: Self.runtime == nil, "runc believes the checkpoint"))
        func `a checkpoint gives no more than the configuration does`() throws {
            try session(
                #"""
                start
                await 2
                $runtime checkpoint --image-path image a
                cp bundle/config.json saved
                refused() { # refused WORDS: after a change of the configuration
                    ! $runtime restore --bundle bundle --detach --image-path $PWD/image a < /dev/null > /dev/null 2> errors
                    grep -q -- "$1" errors || { cat errors; exit 1; }
                    ! $runtime state a 2> /dev/null
                    ! ls -d $groups 2> /dev/null
                    cp saved bundle/config.json
                }
                sed -i 's/"CAP_KILL", "CAP_CHOWN"/"CAP_KILL"/g' bundle/config.json
                refused process.capabilities
                sed -i 's/"noNewPrivileges": false/"noNewPrivileges": true/' bundle/config.json
                refused process.noNewPrivileges
                sed -i 's/"readonlyPaths": \[/&"\/tmp", /' bundle/config.json
                refused linux.readonlyPaths
                sed -i 's/"maskedPaths": \[/&"\/tmp\/count", /' bundle/config.json
                refused linux.maskedPaths
                sed -i 's/"readonly": false/"readonly": true/' bundle/config.json
                $runtime restore --bundle bundle --detach --image-path $PWD/image a < /dev/null > /dev/null 2>&1 || true
                ! $runtime exec a /bin/busybox touch /new 2> /dev/null
                $runtime delete --force a
                cp saved bundle/config.json
                sed -i 's/"linux": {/&"seccomp": {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["reboot"], "action": "SCMP_ACT_ERRNO"}]},/' bundle/config.json
                refused linux.seccomp
                $runtime restore --bundle bundle --detach --image-path $PWD/image a < /dev/null > /dev/null 2>&1
                $runtime delete --force a
                """#)
        }

        @Test(.enabled(if: Self.runtime == nil, "the words are ours")) func `failures name the cause and what to do`() throws {
            try session(
                #"""
                start
                await 2
                $runtime delete --force a
                $runtime run --bundle bundle --detach --preserve-fds 1 a < /dev/null > /dev/null 2>&1 3> kept
                rm -f bundle/rootfs/tmp/count; await 2
                says() { words=$1; shift; ! "$@" > /dev/null 2> errors; grep -q -- "$words" errors || { echo "$words:"; cat errors; exit 1; }; }
                says "path=.*kept; criu's log is work/dump.log" $runtime checkpoint --image-path image --work-path work a
                [ "$(state a)" = running ]
                now=$(cat bundle/rootfs/tmp/count); await $((now + 2))
                says 'install the package criu' env PATH=/nowhere $runtime checkpoint --image-path image a
                says 'parent-path' $runtime checkpoint --parent-path /x --image-path image a
                says 'parent-path' $runtime checkpoint --parent-path ../none --image-path image a
                says 'does not exist' $runtime checkpoint --image-path image nobody
                says 'No such file' $runtime restore --bundle bundle --detach --image-path $PWD/none b
                says 'lazy-pages needs --page-server' $runtime checkpoint --lazy-pages a
                ! $runtime state b 2> /dev/null
                $runtime delete --force a
                """#)
        }

        /// Takes criu for a look first, and hides an empty version 2 beside version 1, which others refuse.
        private static let frame = #"""
            set -eu
            if [ -z "$(command -v criu)" ]; then echo 'there is no program criu in $PATH'; exit 77; fi
            criu check > checked 2>&1 || { tail -n 1 checked; exit 77; }
            rm -f checked
            if [ "${1##*/}" != apus-runtime ] && grep -q ' /sys/fs/cgroup/unified ' /proc/self/mountinfo; then umount /sys/fs/cgroup/unified; fi
            echo "/apus-test-$$" > name
            runtime="$1 --root $PWD/state"
            groups=/sys/fs/cgroup/memory$(cat name)
            [ -d /sys/fs/cgroup/memory ] || groups=/sys/fs/cgroup$(cat name)
            mkdir -p bundle/rootfs/bin bundle/rootfs/proc bundle/rootfs/dev bundle/rootfs/sys bundle/rootfs/tmp bundle/rootfs/bound real
            cp /bin/busybox bundle/rootfs/bin
            for tool in sh sleep echo cat hostname; do ln -s busybox bundle/rootfs/bin/$tool; done
            echo bound > real/file
            sed "s|GROUP|$(cat name)|; s|REAL|$PWD/real|" config.json > bundle/config.json
            trap 'code=$?; kill $(jobs -p) 2> /dev/null || true; for c in a b; do $runtime delete --force $c > /dev/null 2>&1 || true; done; [ $code = 0 ] || cat image/*.log work/*.log 2> /dev/null | grep Error || true; exit $code' EXIT
            start() {
                sed -i 's/WHAT/i=0; while :; do i=$((i+1)); echo $i > \/tmp\/count; sleep 0.1; done/' bundle/config.json
                $runtime run --bundle bundle --detach a < /dev/null > /dev/null 2>&1
            }
            await() { # await N: the program has counted that far
                for _ in $(seq 100); do [ "$(cat bundle/rootfs/tmp/count 2> /dev/null || echo 0)" -ge $1 ] 2> /dev/null && return; sleep 0.1; done
                echo "it does not count to $1"; exit 1
            }
            state() { $runtime state $1 | sed -n 's/.*"status": "\(.*\)".*/\1/p'; }

            """#

        private static let configuration = #"""
            {
              "ociVersion": "1.0.2",
              "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "cwd": "/", "env": ["PATH=/bin"], "args": ["/bin/sh", "-c", "WHAT"],
                "noNewPrivileges": false,
                "capabilities": {"bounding": ["CAP_KILL", "CAP_CHOWN"], "effective": ["CAP_KILL", "CAP_CHOWN"], "permitted": ["CAP_KILL", "CAP_CHOWN"]}},
              "root": {"path": "rootfs", "readonly": false},
              "hostname": "counting",
              "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755", "size=65536k"]},
                {"destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]},
                {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]},
                {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"]},
                {"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"]},
                {"destination": "/bound", "type": "bind", "source": "REAL", "options": ["rbind", "ro"]}
              ],
              "linux": {
                "cgroupsPath": "GROUP",
                "resources": {"memory": {"limit": 50000000}},
                "namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}],
                "maskedPaths": ["/proc/kcore", "/proc/keys", "/sys/firmware", "/proc/scsi"],
                "readonlyPaths": ["/proc/bus", "/proc/sys"]
              }
            }
            """#
    }
}
