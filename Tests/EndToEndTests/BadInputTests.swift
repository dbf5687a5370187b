import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What is wrong is one clear error, and nothing is lost or left behind.
    @Suite struct BadInput {
        @Test func `unknown flags, names and values are named in the error`() throws {
            try withSandbox { box in
                let lines: [(String, String)] = [
                    ("apus run --nosuchflag busybox", "nosuchflag"), ("apus nosuchverb", "nosuchverb"), ("apus ps --filter nosuch=x", "nosuch"),
                    ("apus start nosuch", "nosuch"), ("apus stop nosuch", "nosuch"), ("apus logs nosuch", "nosuch"),
                    ("apus exec nosuch true", "nosuch"), ("apus wait nosuch", "nosuch"), ("apus top nosuch", "nosuch"),
                    ("apus pause nosuch", "nosuch"), ("apus diff nosuch", "nosuch"), ("apus export nosuch", "nosuch"),
                    ("apus rename nosuch x", "nosuch"), ("apus port nosuch", "nosuch"), ("apus restart nosuch", "nosuch"),
                    ("apus run --memory 12q busybox true", "12q"), ("apus run --cpus abc busybox true", "abc"),
                    ("apus run --restart sometimes busybox true", "sometimes"), ("apus run --network container: busybox true", "container"),
                    ("apus run --stop-signal NOSUCH busybox true", "NOSUCH"), ("apus run --ulimit nofile=x busybox true", "nofile"),
                    ("apus run --ulimit nofile=9:5 busybox true", "nofile"), ("apus run -v /:/ busybox true", "/"),
                    ("apus run --mount type=bind busybox true", "bind"), ("apus run --mount nonsense busybox true", "nonsense"),
                    ("apus run --tmpfs relative busybox true", "relative"), ("apus run --sysctl nonsense busybox true", "nonsense"),
                    ("apus run --shm-size -5 busybox true", "shm-size"), ("apus run --pids-limit many busybox true", "many"),
                    ("apus run --device nonsense busybox true", "nonsense"), ("apus run --security-opt label busybox true", "label"),
                    ("apus run --log-opt nonsense busybox true", "nonsense"), ("apus run --dns notanaddress busybox true", "notanaddress"),
                    ("apus run --ip 300.1.1.1 busybox true", "300.1.1.1"), ("apus run --mac-address zz busybox true", "zz"),
                    ("apus run --platform nonsense/x/y/z busybox true", ""),
                    ("apus run --env-file nosuchfile busybox true", "nosuchfile"), ("apus run --label-file nosuchfile busybox true", "nosuchfile"),
                    ("apus run --detach-keys ctrl-nonsense busybox true", ""), ("apus run --umask 999 busybox true", "999"),
                    ("apus logs --since nonsense x", "nonsense"), ("apus logs --tail many x", "many"),
                    ("apus stop -t soon x", "soon"), ("apus kill -s 99 x", ""), ("apus images --filter nosuch=x", "nosuch"),
                    ("apus tag busybox", ""), ("apus cp one", ""), ("apus cp a b", ""), ("apus run -d --rm -a stdout busybox true", ""),
                    ("apus rmi", ""), ("apus pull", ""), ("apus load -i /", "/"), ("apus import /", "/"), ("apus volume create a b", ""),
                    ("apus inspect --format '{{.Nope' busybox", ""), ("apus create --name a/b busybox", "a/b"), ("apus --root relative/../x ps --nosuch", "nosuch"),
                ]
                for (line, word) in lines {
                    let result = try box.run(line)
                    #expect(result.code != 0 && !result.errors.isEmpty, "no error\n\(result.report)")
                    if TestedEngine.isOurs {
                        #expect(contains(result.errors, word), "does not name \"\(word)\"\n\(result.report)")
                        #expect(result.errors.hasPrefix("Error: "), "\(result.report)")
                        #expect(result.errors.split(separator: "\n").count <= 6, "more than one error\n\(result.report)")
                    }
                }
                try box.check("apus ps -aq", is: "")
                try box.check("apus volume ls -q", is: "")
            }
        }

        @Test func `hostile archives cannot leave the root and damaged ones are refused`() throws {
            try withSandbox(images: []) { box in
                let hostile = Fixtures.hostile
                let before = try box.run("cksum /etc/passwd; ls -d /apus-escape /tmp/apus-escape 2>&1").text
                for kind in ["dotdot", "absolute", "symlink", "chained", "hardlink", "device"] {
                    let loaded = try box.run("apus load -q -i \(hostile)/\(kind).tar")
                    // it is either refused with a reason, or tamed
                    if loaded.code == 0 {
                        try box.check("apus run --rm --network none localhost/hostile-\(kind) sh -c 'cat /apus-escape /tmp/apus-escape 2>/dev/null; true'")
                        try box.check("apus run --rm --network none localhost/hostile-\(kind) sh -c 'cat /stolen 2>/dev/null | grep root:x:0:0:root:/root:/bin/bash'", code: 1)
                        try box.check("apus run --rm --network none localhost/hostile-\(kind) sh -c 'test -e /sda && cat /sda'", code: 1)
                    } else {
                        #expect(loaded.code == 125 && !loaded.errors.isEmpty, "\(loaded.report)")
                    }
                    #expect(try box.run("cksum /etc/passwd; ls -d /apus-escape /tmp/apus-escape 2>&1").text == before, "\(kind)")
                }
                try box.check("apus rmi -a -f", code: nil)
                for kind in ["truncated", "stump", "empty", "noise", "corrupt", "manifest-escape", "manifest-broken"] {
                    let result = try box.check("apus load -q -i \(hostile)/\(kind).tar", code: 125)
                    #expect(!result.errors.isEmpty && result.errors.utf8.count < 1000, "\(result.report)")
                    try box.check("apus load -q < \(hostile)/\(kind).tar", code: 125)
                }
                try box.check("apus images -q", is: "")
                if TestedEngine.isOurs {
                    try box.check("apus image prune -a -f; find $BOX/root/images -type f -size +1k | wc -l", is: "0")
                    try box.check("ls $BOX/root/images/layers 2>/dev/null | wc -l", is: "0")
                }
            }
        }

        @Test func `bombs end at the limits of the disk`() throws {
            try withSandbox(images: []) { box in
                try box.check("mkdir -p $BOX/small && mount -t tmpfs -o size=64m,nr_inodes=20k tmpfs $BOX/small")
                defer { _ = try? box.run("umount -l $BOX/small") }
                let small = "apus --root $BOX/small/root --runroot $BOX/small/run"
                try box.check("\(small) import \(Fixtures.hostile)/bomb-rootfs.tar.gz localhost/bomb", code: 125, seconds: 120)
                try box.check("\(small) import \(Fixtures.hostile)/million-rootfs.tar.gz localhost/million", code: 125, seconds: 120)
                try box.check("\(small) images -q", is: "")
                try box.check("\(small) load -q -i \(Fixtures.busybox) && \(small) run --rm --network none busybox echo fine", has: ["fine"])
                // nothing of the failures keeps the room
                try box.check("[ $(du -sm $BOX/small | cut -f1) -lt 8 ]")
            }
        }

        @Test(.enabled(if: LocalRegistry.isInstalled)) func `registries that lie, fail or stop cost one error`() throws {
            let registry = try LocalRegistry(faulty: ())
            let at = registry.address
            try withSandbox(images: []) { box in
                func pull(_ mode: String) -> String { "apus pull -q --tls-verify=false \(at)/\(mode):latest" }
                try box.check(pull("good"))
                try box.check("apus run --rm --network none \(at)/good echo fine", is: "fine")
                try box.check("apus rmi \(at)/good")
                for mode in ["short-once", "busy-once", "slow-start"] {
                    try box.check(pull(mode))
                    try box.check("apus run --rm --network none \(at)/\(mode) echo fine", is: "fine")
                    try box.check("apus rmi \(at)/\(mode)")
                }
                let modes: [(String, [String])] = [
                    ("wrong-blob", ["digest"]), ("short-blob", []), ("long-blob", []), ("size-lie", []), ("digest-header", ["digest"]),
                    ("status-401", []), ("status-403", []), ("status-404", []), ("status-429", []), ("status-500", []), ("html", []),
                    ("endless-manifest", []), ("redirect-loop", []), ("no-layer", []), ("broken-json", []),
                    ("bearer-loop", []), ("other-platform", TestedEngine.isOurs ? ["s390x"] : []),
                ]
                for (mode, words) in modes where TestedEngine.isOurs || !["size-lie", "digest-header", "status-429", "status-500", "redirect-loop"].contains(mode) {
                    let result = try box.check(pull(mode), code: 125, says: words, seconds: 90)
                    #expect(!result.errors.isEmpty && result.errors.utf8.count < 1500, "\(result.report)")
                    #expect(result.output.isEmpty, "\(result.report)")
                }
                if TestedEngine.isOurs {
                    try box.check(pull("ambiguous"), code: 125, says: ["two ways"])
                    // silence ends a command in the time that is set, and half of a layer is kept for the next one
                    try box.check("APUS_REGISTRY_TIMEOUT=1 \(pull("silent"))", code: 125, says: ["sent nothing for 1 s"], seconds: 6)
                    try box.check("APUS_REGISTRY_TIMEOUT=1 \(pull("stall"))", code: 125, says: ["sent nothing for 1 s"], seconds: 20)
                    try box.check("ls $BOX/root/images/content/ingest | wc -l", is: "1")
                    try box.check("\(pull("good")) >/dev/null && ls $BOX/root/images/content/ingest | wc -l && apus rmi -a -f >/dev/null", is: "0")
                }
                // one that stops for ever is ended by the user, and leaves nothing
                try box.check("timeout -s INT 3 \(pull("stall"))", code: nil, seconds: 20)
                try box.check("apus images -q", is: "")
                if TestedEngine.isOurs { try box.check("ls $BOX/root/images/layers 2>/dev/null | wc -l", is: "0") }
                try box.check(pull("good"))
                try box.check("apus run --rm --network none \(at)/good echo fine", is: "fine")
            }
        }

        @Test func `images with odd content do not break the engine`() throws {
            try withSandbox { box in
                func image(_ name: String, _ prepare: String) throws {
                    try box.check("rm -rf fs && mkdir fs && tar -xOf \(Fixtures.busybox) $(tar -tf \(Fixtures.busybox) | grep 'tar$') | tar -xC fs && (cd fs && \(prepare)) && tar -C fs -c . | apus import - localhost/\(name):1 >/dev/null")
                }
                let run = "apus run --rm --network none"
                try image("nopasswd", "rm etc/passwd etc/group")
                try box.check("\(run) localhost/nopasswd:1 id -u", is: "0")
                try box.check("\(run) -u 1234 localhost/nopasswd:1 id -u", is: "1234")
                try box.check("\(run) -u name localhost/nopasswd:1 id", code: nil, says: ["name"])
                try image("fifo", "rm etc/passwd && mkfifo etc/passwd")
                try box.check("\(run) -u name localhost/fifo:1 id", code: nil, seconds: 15)
                try image("linked", "rm etc/passwd && ln -s /../../../../../etc/shadow etc/passwd && rm -rf proc sys dev && ln -s / proc; true")
                let shadow = try box.run("\(run) -u root localhost/linked:1 true", seconds: 15)
                #expect(!contains(shadow.output + shadow.errors, "$y$") && shadow.code != 0, "\(shadow.report)")
                try image("giant", "head -c 30000000 /dev/zero >> etc/passwd")
                try box.check("\(run) -u nosuch localhost/giant:1 id", code: nil, seconds: 15)
                try image("nodirs", "rm -rf proc sys dev tmp etc/hosts etc/resolv.conf")
                try box.check("\(run) localhost/nodirs:1 sh -c 'ls /dev/null /proc/self/status'", has: ["/dev/null"])
                try image("hostslink", "rm -f etc/hosts etc/resolv.conf && ln -s /tmp/elsewhere etc/hosts && ln -s ../../../../../etc/machine-id etc/resolv.conf")
                try box.check("\(run) localhost/hostslink:1 true", code: nil)
                try image("binlink", "rm -rf sbin && ln -s /../../../../../../usr/bin sbin && ln -sf /proc/self/exe bin/exe")
                try box.check("\(run) localhost/binlink:1 /bin/exe --version", code: nil)
                try image("empty", "rm -rf ./*")
                try box.check("\(run) localhost/empty:1 /bin/sh", code: 127)
            }
        }
    }
}
