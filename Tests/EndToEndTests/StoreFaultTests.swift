import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// The image store after commands that were killed, disks that were full, and commands at the same time.
    @Suite struct StoreFaults {
        /// Kills a command at steps spread over all of its changes, or at every one of them with `APUS_ALL_STEPS=1`. Each time the next
        /// command works, the check has nothing to complain of, and the same command then does its work.
        private func killed(
            _ box: Sandbox, _ name: String, _ words: [String], prepare: String, after: String, has: [String] = [], tries: Int = 14
        ) throws {
            try box.check(prepare)
            let whole = try KillAtChange.run(box.engineWords(words), step: 0)
            #expect(whole.steps > 10, "\(name) changes files")
            // The first and the last steps are where names change; the middle is spread.
            let all = environmentVariable("APUS_ALL_STEPS") == "1"
            var killed = 0
            let steps = all ? Set(1...whole.steps) : Set((1...4).map { $0 } + (0..<tries).map { 1 + $0 * whole.steps / tries } + (0..<6).map { whole.steps - $0 })
            for step in steps.sorted() where step > 0 {
                try box.check(prepare)
                let outcome = try KillAtChange.run(box.engineWords(words), step: step)
                killed += outcome.killed ? 1 : 0
                let place = "\(name) killed at step \(step) of \(whole.steps)\(outcome.killed ? "" : ", which it did not reach")"
                let checked = try box.run("apus images > /dev/null && apus system check && find $BOX/root/images -name '.tmp-*'")
                #expect(checked.code == 0 && checked.errors.isEmpty && checked.output.isEmpty, "\(place)\n\(checked.report)")
                let again = try box.run("apus \(words.joined(separator: " ")) > /dev/null 2>&1; \(after)")
                #expect(again.code == 0 && has.allSatisfy { contains(again.output, $0) }, "\(place)\n\(again.report)")
            }
            if all { print("\(name): killed at \(killed) of \(whole.steps) steps") }
            let last = try box.run("apus system check")
            #expect(last.code == 0 && last.output.isEmpty, "\(name)\n\(last.report)")
        }

        @Test func `a load that is killed at any step leaves a whole store`() throws {
            try withSandbox(images: []) { box in
                try killed(
                    box, "load", ["load", "-q", "-i", Fixtures.app], prepare: "apus rmi -a -f > /dev/null; apus system prune -a -f > /dev/null",
                    after: "apus run --rm app:1.0 works", has: ["entry works"])
            }
        }

        @Test func `one platform that is removed goes whole or not at all, killed at any step`() throws {
            try withSandbox(images: []) { box in
                try Platforms.makeTwo(box)
                try killed(
                    box, "rmi --platform", ["rmi", "--platform", Platforms.own, "two:1"],
                    prepare: "apus rmi -a -f > /dev/null; apus load -q -i two.tar > /dev/null",
                    after: "apus image inspect --format '{{.Architecture}}' two:1; apus image prune -f > /dev/null; apus images --tree two", has: ["s390x", "0B"])
            }
        }

        @Test func `what is damaged beyond repair goes by force, with its containers`() throws {
            try withSandbox { box in
                try Platforms.makeTwo(box)
                try box.check("apus load -q -i two.tar && apus create --name c --network none two:1 && apus run -d --name other --network none busybox sleep 1000")
                // a file of a layer is changed, and no blob can bring it back
                try box.check("echo changed > $(grep -lx own $BOX/root/images/layers/*/diff/which) && rm $BOX/root/images/content/blobs/sha256/$(sha256sum < l/own.tar.gz | cut -c1-64)")
                try box.check("apus system check", code: 125, has: ["two:1"])
                try box.check("apus system check --repair", code: 125, has: ["two:1"])
                try box.check("apus ps -aq | wc -l", is: "2")
                try box.check("apus system check --force", has: ["removed the image", "and what used it: "])
                try box.check("apus ps -a --format '{{.Names}}'; apus images --format '{{.Repository}}'; apus system check", is: "other\ndocker.io/library/busybox")
                try box.check("apus rm -f -t 0 other")
            }
        }

        @Test func `a commit that is killed at any step leaves a whole store`() throws {
            try withSandbox { box in
                try killed(
                    box, "commit", ["commit", "-q", "c", "new:1"],
                    prepare: "apus container exists c || apus run --name c --network none busybox sh -c 'echo here > /file; mkdir /d; touch /d/1 /d/2 /d/3'; apus rmi -f new:1 > /dev/null 2>&1; apus image prune -f > /dev/null",
                    after: "apus run --rm --network none new:1 cat /file", has: ["here"])
            }
        }

        @Test func `names and lists that are changed when a command is killed are there or not`() throws {
            try withSandbox(images: [Fixtures.app]) { box in
                try killed(
                    box, "tag", ["tag", "localhost/app:1.0", "localhost/far/away:2"], prepare: "apus untag localhost/app:1.0 localhost/far/away:2 2> /dev/null; true",
                    after: "apus run --rm --network none localhost/far/away:2 works", has: ["entry works"], tries: 6)
                try killed(
                    box, "untag", ["untag", "localhost/app:1.0", "localhost/far/away:2"], prepare: "apus tag localhost/app:1.0 localhost/far/away:2",
                    after: "apus images -q localhost/far/away | wc -l; apus run --rm --network none localhost/app:1.0 works", has: ["0\nentry works"], tries: 6)
                try killed(
                    box, "manifest add", ["manifest", "add", "localhost/list:1", "containers-storage:localhost/app:1.0"],
                    prepare: "apus manifest rm localhost/list:1 > /dev/null 2>&1; apus manifest create localhost/list:1 > /dev/null",
                    after: "apus manifest inspect localhost/list:1 | grep -c '\"digest\"'", has: ["1\n"], tries: 8)
            }
        }

        @Test func `an import and a copy that are killed at any step leave a whole store`() throws {
            try withSandbox(images: []) { box in
                try box.check("mkdir -p tree/etc && echo here > tree/etc/file && cp /bin/busybox tree/ && tar -C tree -cf tree.tar .")
                try killed(
                    box, "import", ["import", "-q", "\(box.files)/tree.tar", "localhost/imported:1"],
                    prepare: "apus rmi -a -f > /dev/null; apus system prune -a -f > /dev/null",
                    after: "apus run --rm --network none localhost/imported:1 /busybox cat /etc/file", has: ["here"], tries: 3)
                try killed(
                    box, "copy", ["copy", "-q", "docker-archive:\(Fixtures.app)", "containers-storage:localhost/copied:1"],
                    prepare: "apus rmi -a -f > /dev/null; apus system prune -a -f > /dev/null",
                    after: "apus run --rm --network none localhost/copied:1 works", has: ["entry works"], tries: 3)
            }
        }

        @Test func `a removal that is killed at any step leaves a whole store`() throws {
            try withSandbox(images: [Fixtures.busybox]) { box in
                try killed(
                    box, "rmi", ["rmi", "localhost/app:1.0"], prepare: "apus load -q -i \(Fixtures.app) > /dev/null",
                    after: "apus run --rm --network none busybox echo here; apus image prune -f > /dev/null; apus image exists localhost/app:1.0 || echo gone",
                    has: ["here", "gone"])
                try killed(
                    box, "prune", ["image", "prune", "-a", "-f"],
                    prepare: "apus load -q -i \(Fixtures.app) > /dev/null; apus load -q -i \(Fixtures.busybox) > /dev/null",
                    after: "apus images -q | wc -l; ls $BOX/root/images/content/blobs/sha256 $BOX/root/images/layers | wc -l", has: ["0"])
            }
        }

        @Test(.enabled(if: LocalRegistry.isInstalled)) func `a pull that is killed at any step goes on with what came`() throws {
            let registry = try LocalRegistry()
            try registry.push("docker-archive:\(Fixtures.app)", as: "team/app:1", ["--format", "oci"])
            let name = "\(registry.address)/team/app:1"
            try withSandbox(images: []) { box in
                try killed(
                    box, "pull", ["pull", "-q", "--tls-verify=false", name],
                    prepare: "apus rmi -a -f > /dev/null; apus system prune -a -f > /dev/null", after: "apus run --rm \(name) works",
                    has: ["entry works"])
            }
        }

        @Test func `files and layouts that are written when a command is killed are whole or not there`() throws {
            try withSandbox(images: [Fixtures.busybox]) { box in
                let plain = ["save", "-q", "-o", "\(box.files)/a.tar", "busybox"]
                let places = [
                    (plain, "a.tar", "tar -tf a.tar > /dev/null"),
                    (["save", "-q", "--format", "oci-dir", "-o", "\(box.files)/layout", "busybox"], "layout", "apus load -q -i layout > /dev/null"),
                    (["copy", "-q", "containers-storage:busybox", "oci-archive:\(box.files)/b.tar"], "b.tar", "tar -tf b.tar > /dev/null"),
                    (["copy", "-q", "containers-storage:busybox", "oci:\(box.files)/second:x"], "second", "true"),
                    (["copy", "-q", "containers-storage:busybox", "dir:\(box.files)/third"], "third", "test -s third/manifest.json -a -s third/version"),
                ]
                for (words, name, whole) in places {
                    let steps = try KillAtChange.run(box.engineWords(words), step: 0).steps
                    let stride = environmentVariable("APUS_ALL_STEPS") == "1" ? 1 : max(1, steps / 9)
                    for step in Swift.stride(from: 1, through: steps, by: stride) {
                        // First where nothing is, then over what is there.
                        if step / stride % 2 == 0 { try box.check("rm -rf \(name)") }
                        _ = try KillAtChange.run(box.engineWords(words), step: step)
                        if name.hasSuffix(".tar") || name == "third" { try box.check("[ ! -e \(name) ] || { \(whole); }") }
                        try box.check("apus \(words.joined(separator: " ")) > /dev/null && { \(whole); } && find . -name '*.tmp*'", is: "")
                    }
                    try box.check("rm -rf \(name)")
                }
                try box.check("apus system check; ls", is: "")
            }
        }

        @Test func `a full disk at any moment of a load leaves a whole store`() throws {
            try withSandbox(images: []) { box in
                let need = try box.check("apus load -q -i \(Fixtures.app) > /dev/null; du -sk $BOX/root | cut -f1; apus rmi -a -f > /dev/null").text
                let most = (Int(need) ?? 4096) + 512
                // A store of growing size, up to where all of it finds room.
                var fitted = 0
                for size in stride(from: 64, through: most * 2, by: max(64, most / 14)) {
                    let outcome = try box.run(
                        """
                        mkdir -p store && mount -t tmpfs -o size=\(size)k none store || exit 99
                        cd store; trap 'cd ..; umount store' EXIT
                        run() { \(Sandbox.engineProgram) --root $PWD/root --runroot $BOX/run "$@"; }
                        run load -q -i \(Fixtures.app) > ../said 2>&1 && echo loaded || { grep -qi 'no space left' ../said && echo full || cat ../said; }
                        run images -q > /dev/null && run system check
                        """)
                    #expect(outcome.code == 0 && ["loaded", "full"].contains(outcome.text), "with \(size) KiB\n\(outcome.report)")
                    if outcome.text == "loaded" { fitted += 1 }
                }
                #expect(fitted > 0, "twice the space is enough")
            }
        }

        @Test func `a full disk at any moment of a commit leaves a whole store`() throws {
            try withSandbox(images: []) { box in
                let outcome = try box.run(
                    """
                    mkdir -p store && mount -t tmpfs -o size=24m none store || exit 99
                    cd store; trap 'cd ..; umount store' EXIT
                    run() { \(Sandbox.engineProgram) --root $PWD/root --runroot $BOX/run "$@"; }
                    run load -q -i \(Fixtures.busybox) > /dev/null && run run --name c --network none busybox sh -c 'for n in 1 2 3 4 5; do head -c 500000 /dev/urandom > /$n; done' || exit 98
                    for room in 4 64 400 900 1500 2200 2600 4000; do
                        free=$(df -k . | awk 'END { print $4 }'); head -c $(((free - room) * 1024)) /dev/zero > fill
                        run commit -q c new:1 > ../said 2>&1 && echo committed || { grep -qi 'no space left' ../said && echo full || cat ../said; }
                        rm fill; run images -q > /dev/null; run system check || exit 97
                        run rmi -f new:1 > /dev/null 2>&1; run system prune -f > /dev/null
                        run inspect c > /dev/null 2>&1 || run run --name c --network none busybox sh -c 'for n in 1 2 3 4 5; do head -c 500000 /dev/urandom > /$n; done'
                    done; run rm -f c > /dev/null
                    """)
                let lines = outcome.text.split(separator: "\n").map { String($0) }
                #expect(outcome.code == 0 && Set(lines) == ["committed", "full"] && lines.first == "full" && lines.last == "committed", "\(outcome.report)")
            }
        }

        @Test func `a full disk is told with its file by import, artifacts and lists too`() throws {
            try withSandbox(images: []) { box in
                try box.check("mkdir -p tree/etc && cp /bin/busybox tree/ && tar -C tree -cf tree.tar .")
                let commands = [
                    ("import -q \(box.files)/tree.tar localhost/i:1", "image exists localhost/i:1"),
                    ("artifact add localhost/a:1 \(box.files)/tree.tar", "artifact inspect localhost/a:1"),
                    ("copy -q oci-archive:\(Fixtures.busyboxOCI) containers-storage:localhost/c:1", "image exists localhost/c:1"),
                ]
                for (words, proof) in commands {
                    for room in [4, 20, 300, 900, 1500, 1900] {
                        let outcome = try box.run(
                            """
                            mkdir -p store && mount -t tmpfs -o size=\(room)k none store || exit 99
                            cd store; trap 'cd ..; umount store' EXIT
                            run() { \(Sandbox.engineProgram) --root $PWD/root --runroot $BOX/run "$@"; }
                            run \(words) > ../said 2>&1 || { grep -qi "$BOX/.*no space left" ../said || cat ../said; }
                            run images -q > /dev/null && run system check --quick
                            mount -o remount,size=16m . && run \(words) > /dev/null && run \(proof) > /dev/null && run system check && find root -name '.tmp-*'
                            """)
                        #expect(outcome.code == 0 && outcome.text == "", "\(words) with \(room) KiB\n\(outcome.report)")
                    }
                }
            }
        }

        @Test func `loads, removals and containers at once do not disturb one another`() throws {
            try withSandbox { box in
                try box.check(
                    """
                    for round in 1 2 3; do
                        apus load -q -i \(Fixtures.app) > one 2>&1 & a=$!
                        apus load -q -i \(Fixtures.app) > two 2>&1 & b=$!
                        apus rmi -f localhost/app:1.0 > /dev/null 2>&1 & c=$!
                        apus run --rm busybox true & d=$!
                        wait $a || cat one; wait $b || cat two; wait $c; wait $d || echo run failed
                        apus system check
                    done
                    apus load -q -i \(Fixtures.app) > /dev/null && apus run --rm app:1.0 last
                    """, is: "entry last", seconds: 120)
            }
        }

        @Test func `the check looks at the images of a list that are for other machines`() throws {
            try withSandbox(images: [Fixtures.app]) { box in
                try box.check("apus manifest create localhost/list:1 && apus manifest add --os linux --arch s390x localhost/list:1 containers-storage:localhost/app:1.0")
                let id = try box.check("apus images -q --no-trunc localhost/app").text.split(separator: ":").last ?? ""
                try box.check("apus rmi localhost/app:1.0 > /dev/null; apus system check", is: "")
                try box.check("truncate -s -5 $BOX/root/images/content/blobs/sha256/\(id) && apus system check --quick", code: 125, has: ["the list localhost/list:1", "should have"])
                try box.check("apus system check --repair > /dev/null; apus system check", is: "")
                // What was never pulled is no fault.
                try box.check("ls $BOX/root/images/content/blobs/sha256/\(id)", code: 2)
            }
        }

        @Test func `the check finds what is damaged and repairs what it can`() throws {
            try withSandbox(images: [Fixtures.busyboxOCI, Fixtures.app]) { box in
                let store = "$BOX/root/images"
                try box.check("apus system check", is: "")
                // a torn name
                try box.check("apus tag busybox:oci localhost/torn:1; sed -i s/platform/plotform/ \(store)/names/localhost/torn/:1")
                try box.check("apus system check", code: 125, has: ["torn", "--repair"])
                try box.check("apus system check --repair > /dev/null; apus system check", is: "")
                // a layer that is gone is unpacked from its blob again
                try box.check("rm -r \(store)/layers/????????*")
                try box.check("apus system check --quick", code: 125, has: ["not unpacked"])
                _ = try box.run("apus system check --quick --repair")
                try box.check("apus run --rm busybox:oci echo whole", is: "whole")
                // a file of an unpacked layer that is not as the archive has it
                try box.check("apus rmi localhost/app:1.0 > /dev/null; apus system check", is: "")
                try box.check("rm -r \(store)/layers/????????*; apus system check --repair > /dev/null; apus system check", is: "")
                try box.check("sed -i s/root/toor/ \(store)/layers/*/diff/etc/passwd; apus system check", code: 125, has: ["etc/passwd has other contents"])
                // not under a container that runs from it
                try box.check("apus run -d --name up --network none busybox:oci sleep 1000 > /dev/null; apus system check --repair", code: 125, has: ["stop the containers"])
                try box.check("apus system check --repair > /dev/null; apus exec up head -c 4 /etc/passwd; apus rm -f -t 0 up > /dev/null", is: "toor")
                try box.check("apus system check --repair > /dev/null; apus system check", is: "")
                try box.check("apus run --rm --network none busybox:oci head -c 4 /etc/passwd; apus load -q -i \(Fixtures.app) > /dev/null", is: "root")
                // bytes that are not those of their digest
                try box.check("for f in \(store)/content/blobs/sha256/*; do [ $(wc -c < $f) -gt 5000 ] && printf X | dd of=$f bs=1 seek=3000 conv=notrunc 2> /dev/null; done; true")
                try box.check("apus system check", code: 125, has: ["digest"])
                _ = try box.run("apus system check --repair")
                _ = try box.run("apus load -q -i \(Fixtures.busyboxOCI); apus load -q -i \(Fixtures.app)")
                try box.check("apus system check", is: "")
                // a manifest that is gone: every name of it is told, and the next step once
                try box.check("apus tag localhost/app:1.0 localhost/other:1; rm \(store)/content/blobs/sha256/$(apus image inspect --format '{{.Digest}}' localhost/app:1.0 | cut -c8-)")
                try box.check("apus system check --quick", code: 125, has: ["localhost/app:1.0, localhost/other:1", "is not there; pull or load localhost/app:1.0, localhost/other:1 again"], lacks: ["the image again"])
                try box.check("apus load -q -i \(Fixtures.app) > /dev/null; apus rmi localhost/other:1 > /dev/null; apus system check --quick", is: "")
                // a volume and a layer that a container refers to
                try box.check("apus create --name c -v vol:/v busybox:oci true > /dev/null && rm -r $BOX/root/volumes/vol")
                try box.check("apus system check --quick", code: 125, has: ["vol", "container c"])
                try box.check("apus rm c > /dev/null; apus system check --quick", is: "")
            }
        }
    }
}
