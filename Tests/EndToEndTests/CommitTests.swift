import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Images made of containers.
    @Suite struct Commits {
        /// What a container does to its files: every kind of change.
        private static let changes = """
            mkdir -p /made/in && echo one > /made/in/file && ln /made/in/file /made/linked && ln -s in/file /made/link && mkfifo -m 640 /made/pipe; \
            echo more >> /etc/passwd && rm /etc/group && rm -rf /home && mkdir /home && echo own > /home/own && chmod 2750 /home && chown 1000:2000 /home/own \
            && chmod 4755 /made/in/file && touch -d '2001-02-03 04:05:06' /made/linked && mv /etc/shells /etc/moved 2>/dev/null; true
            """

        /// The entries of the topmost layer of an image, without times and sizes, sorted.
        private static func layer(_ image: String) -> String {
            """
            rm -rf i && mkdir i && apus save -q --format oci-archive -o i.tar \(image) && tar -C i -xf i.tar; digests() { grep -o '"digest": *"sha256:[0-9a-f]*' $1 | grep -o '[0-9a-f]*$'; }
            manifest=$(digests i/index.json | head -1) && layer=$(digests i/blobs/sha256/$manifest | tail -1) && gzip -dcf i/blobs/sha256/$layer | tar --numeric-owner -tvf - | awk '{ if ($NF ~ /\\/\\.wh\\./) $1 = "-"; $3 = $1 ~ /^d/ ? 0 : $3; $4 = $5 = ""; print }' | grep -vE ' (changes|anonymous/|etc/mtab -> .*|etc/hosts|etc/hostname|etc/resolv.conf|run/.*)$' | sort
            """
        }

        private static let shown = "{{.Config.Cmd}}|{{.Config.Entrypoint}}|{{.Config.WorkingDir}}|{{.Config.Labels}}|{{.Config.User}}|{{json .Config.Volumes}}|{{.Author}}|{{.Architecture}}"

        @Test(.enabled(if: Podman.isInstalled && TestedEngine.isOurs, "needs podman"))
        func `layer and configuration are those that podman makes`() throws {
            let ours = try Sandbox()
            let theirs = try Sandbox(.root, engine: .podman)
            defer { for box in [ours, theirs] { _ = try? box.finish() } }
            for box in [ours, theirs] {
                try box.check("apus load -q -i \(Fixtures.busybox)")
                try box.write("changes", Self.changes)
                try box.check(
                    "apus run --name c --network none -e X=y -l own=1 -v /anonymous -w /tmp -u 0 -v $PWD/changes:/changes:ro busybox sh /changes")
                try box.check("apus commit -q --author me -c 'ENV Q=r' -c 'LABEL more=2' -c 'EXPOSE 80' c new:1", has: [""])
                try box.check("apus commit -q -f docker -m words -c 'ENTRYPOINT [\"/bin/echo\",\"hi\"]' c new:2")
                try box.check("apus commit -q --include-volumes c new:3")
            }
            for line in [
                Self.layer("localhost/new:1"), "apus inspect --format '\(Self.shown)' new:1 new:2 new:3",
                "apus inspect --format '{{range .Config.Env}}{{println .}}{{end}}' new:1 | grep -vE '^(container|HOSTNAME|HOME|TERM)=' | sort",
                "apus inspect --format '{{.ManifestType}}' new:1 new:2", "apus run --rm --network none new:2",
                "apus run --rm --network none new:1 sh -c 'cat /etc/passwd | tail -1; ls -lR /made /home | grep -v total | cut -c1-10; pwd; echo $X $Q'",
                "apus commit nosuch", "apus commit -c 'FOO bar' c", "apus commit -f other c", "apus commit c Not/A/Name", "apus commit",
            ] {
                let own = try ours.run(line)
                let other = try theirs.run(line)
                #expect(
                    own.code == other.code && own.output == other.output && own.errors.isEmpty == other.errors.isEmpty,
                    "--- apus\n\(own.report)\n--- podman\n\(other.report)")
            }
        }

        /// All files of a container: everything but times of directories and what the engine puts there.
        private static func tree(_ container: String) -> String {
            "apus export \(container) | tar --numeric-owner --full-time --xattrs --xattrs-include='*' -tvvf - | awk '$1 ~ /^d/ { $4 = $5 = \"\" } { print }' | grep -vE ' (etc/hosts|etc/hostname|etc/resolv.conf|run/.containerenv)$'"
        }

        private static func sameTree(_ box: Sandbox, _ container: String, _ image: String) throws {
            try box.check("\(tree(container)) > before; n=$(apus create --network none \(image) true) && \(tree("$n")) > after; wc -l < before | grep -q '[0-9][0-9]' && diff before after")
        }

        @Test(arguments: [Sandbox.Owner.root, .ordinaryUser])
        func `a container of the image has the files of the container that it was made of`(owner: Sandbox.Owner) throws {
            if owner == .ordinaryUser, OrdinaryUser.current == nil { return }
            try withSandbox(owner, images: [Fixtures.busybox]) { box in
                try box.write("changes", Self.changes)
                try box.check("chmod 644 changes; apus run --name c --network none -v $PWD/changes:/changes:ro busybox sh -c '. /changes; setfattr -n user.a -v b /made/linked 2>/dev/null; dd if=/dev/zero of=/made/sparse bs=1 count=1 seek=10M 2>/dev/null; rm -r /usr/share/nothing 2>/dev/null; true'")
                try box.check("apus commit c new:1 > id && test $(wc -c < id) = 65")
                try Self.sameTree(box, "c", "new:1")
                try box.check("apus commit -s c one:1 && apus inspect --format '{{len .RootFS.Layers}}' one:1", has: ["\n1"])
                try Self.sameTree(box, "c", "one:1")
                // on top of what is committed, and with what was there gone
                try box.check("apus run --name d --network none new:1 sh -c 'rm -rf /made /home/own; mkdir /made; echo two > /made/two' && apus commit d new:2 && apus rm c d")
                try box.check("apus run --rm --network none new:2 sh -c 'ls /made /home'", is: "/home:\n\n/made:\ntwo")
                try box.check("apus save new:2 -q -o saved.tar && apus rmi -f new:2 && apus load -q -i saved.tar && apus run --rm --network none new:2 cat /made/two", has: ["\ntwo"])
                try box.check("apus system check", is: "")
            }
        }

        @Test(arguments: [Sandbox.Owner.root, .ordinaryUser])
        func `owners are those that the container saw`(owner: Sandbox.Owner) throws {
            if owner == .ordinaryUser, OrdinaryUser.current == nil { return }
            try withSandbox(owner) { box in
                let mapping = owner == .root ? "--uidmap 0:100000:65536 --gidmap 0:100000:65536" : "--uidmap 0:1:2000 --gidmap 0:1:2000"
                try box.check("apus run --name c --network none \(mapping) busybox sh -c 'touch /root/f /tmp/g; chown 1000:1001 /tmp/g; chown 7 /etc/passwd'")
                try box.check("apus commit c new")
                try box.check("apus run --rm --network none new stat -c '%u %g' /root/f /tmp/g /etc/passwd", is: "0 0\n1000 1001\n7 0")
                try box.check("apus run --rm --network none \(mapping) new stat -c '%u %g' /root/f /tmp/g /etc/passwd", is: "0 0\n1000 1001\n7 0")
            }
        }

        @Test func `a running container is committed as it is at that time`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name c --network none busybox sh -c 'echo kept > /kept; while :; do date +%N > /counter; done'")
                try box.eventually("apus exec c cat /kept", is: "kept")
                try box.check("apus commit c plain && apus commit -p c paused")
                try box.check("apus ps --format '{{.State}}'", is: "running")
                try box.check("apus pause c && apus commit --pause=true c still && apus ps -a --format '{{.State}}' && apus unpause c", has: ["paused"])
                for image in ["plain", "paused", "still"] { try box.check("apus run --rm --network none \(image) cat /kept", is: "kept") }
                try box.check("apus rm -f -t 0 c && apus commit c gone", code: 125, says: ["no container with name or ID \"c\" found"])
            }
        }

        @Test func `a container that is removed meanwhile gives no image, or a whole one`() throws {
            try withSandbox { box in
                for delay in ["0", "0.01", "0.03", "0.06", "0.1", "0.2"] {
                    try box.check(
                        """
                        apus run --name c --network none busybox sh -c 'mkdir /many; for n in $(seq 400); do echo $n > /many/$n; done; head -c 20m /dev/zero | tr "\\0" x > /last'
                        apus commit -q c new > /dev/null 2> said & sleep \(delay); apus rm c > /dev/null; wait $! && code=0 || code=$?
                        if [ $code = 0 ]; then apus run --rm --network none new sh -c 'ls /many | wc -l; wc -c < /last' | tr '\\n' ' ' | grep '^400 20971520 $' || exit 1; apus rmi -f new > /dev/null
                        else grep -E 'was removed|no such container|No such file|no container' said || { cat said; exit 2; }; apus image exists new && exit 3; fi; apus system check
                        """)
                }
            }
        }

        @Test func `what commit is told ends up in the image`() throws {
            try withSandbox { box in
                try box.check("apus run --name c --network none -e A=1 --hostname h -e http_proxy=own busybox true")
                try box.write("config.json", #"{"Cmd": ["from", "file"], "Env": ["F=1"], "Labels": {"l": "f"}, "User": "user"}"#)
                try box.check("https_proxy=secret apus commit --config config.json --iidfile id -m words -a me -c 'ENV A=2' -c 'USER 0' c localhost/new:1 > printed; cmp -n 64 id printed && test $(wc -c < id) = 64")
                try box.check("apus inspect --format '{{.Config.Cmd}} {{.Config.User}} {{.Config.Labels.l}} {{.Comment}} {{.Author}}' new:1", is: "[from file] 0 f words me")
                try box.check("apus inspect --format '{{range .Config.Env}}{{println .}}{{end}}' new:1", has: ["A=2", "F=1", "http_proxy=own"], lacks: ["HOSTNAME", "secret", "container="])
                try box.check("apus history --no-trunc --format '{{.Comment}} {{.CreatedBy}}' new:1 | head -1", is: "words true")
                try box.check("apus commit c && apus images --filter dangling=true -q | wc -l", has: ["\n1"])
                try box.check("apus commit --config /nosuch c", code: 125, says: ["/nosuch"])
                try box.check("mkdir tree && apus run --name r --network none --rootfs / true; apus commit r x", code: 125, says: ["--rootfs", "import"])
                try box.check("apus commit --no-pause -q c twice && apus commit -q c twice && apus rmi twice")
            }
        }
    }
}
