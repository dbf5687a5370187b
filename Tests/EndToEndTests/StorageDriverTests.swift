import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What gives containers their root file systems.
    @Suite struct StorageDrivers {
        @Test func `a store keeps the driver that it was made with`() throws {
            try withSandbox(images: []) { box in
                try box.check("apus --storage-driver vfs info --format '{{.Store.GraphDriverName}}'", is: "vfs")
                try box.check("apus info --format '{{.Store.GraphDriverName}}' && STORAGE_DRIVER=vfs apus ps -q && apus info | grep -i 'driver' | head -3", has: ["vfs"])
                try box.check("apus --storage-driver overlay ps", code: 125, says: ["\"vfs\"", "\"overlay\"", "--root"])
                try box.check("STORAGE_DRIVER=overlay2 apus ps", code: 125, says: ["\"vfs\"", "STORAGE_DRIVER", "\"overlay\""])
                try box.check("apus --storage-opt overlay.mount_program=/usr/bin/fuse-overlayfs ps", code: 125, says: ["vfs", "mount_program"])
                try box.check("apus --storage-driver btrfs ps", code: 125, says: ["btrfs", "overlay", "vfs"])
                try box.check("apus --storage-opt size=3 ps", code: 125, says: ["size=3", "overlay.mount_program"])
                try box.check("apus system reset -f && apus info --format '{{.Store.GraphDriverName}}' && apus --storage-driver overlay2 ps -q", is: "overlay")
                try box.check("apus system reset -f && printf '[storage]\\ndriver = \"vfs\"\\n' > s.conf && CONTAINERS_STORAGE_CONF=$PWD/s.conf apus info --format '{{.Store.GraphDriverName}}'", is: "vfs")
                try box.check("apus info --format '{{.Store.GraphDriverName}}'", is: "vfs")
                try box.check("apus system reset -f && CONTAINERS_STORAGE_CONF=$PWD/s.conf apus --storage-driver overlay info --format '{{.Store.GraphDriverName}}' && CONTAINERS_STORAGE_CONF=$PWD/s.conf apus ps", has: ["overlay"])
                try box.check("apus system reset -f && echo 'driver = [' > s.conf; CONTAINERS_STORAGE_CONF=$PWD/s.conf apus ps", code: 125, says: ["s.conf", "line"])
            }
        }

        /// A container's life, told in a way that does not depend on the driver.
        static let life = """
            apus run --name c --network none -v /anonymous busybox sh -c 'rm -rf /home; mkdir /home; echo x > /home/y; echo more >> /etc/passwd; rm /etc/group; mkdir -p /made/in; ln /etc/passwd /made/linked; \
                chmod 600 /etc/not-executable; chown 1000:1000 /srv; mkfifo /made/pipe; ln -s pipe /made/link; cp -p /bin/busybox /made/in/same; touch -r /bin/busybox /made/in/same; setfattr -n user.a -v b /made/in 2>/dev/null; true'
            echo diff; apus diff c | grep -v anonymous
            echo copy; echo hello > f; apus cp f c:/home/z && apus cp c:/home/z - | tar -t; apus cp c:/home . && ls home
            echo start; apus start c > /dev/null; apus wait c; apus start -a c 2>/dev/null; apus exec c true 2>/dev/null; echo $?
            echo commit; apus commit -q c new > /dev/null; apus image diff new | grep -v anonymous
            echo tree; apus export c | tar --numeric-owner -tvf - | awk '{ $4 = $5 = ""; print }' | grep -vE ' (etc/hostname|made/linked.*)$' | sort
            apus create --network none --name d new true > /dev/null; apus export d | tar --numeric-owner -tvf - | awk '{ $4 = $5 = ""; print }' | grep -v ' etc/hostname' | sort
            echo again; apus run --name e --network none new sh -c 'rm -r /made /home/y' ; apus commit -q e new2 > /dev/null; apus run --rm --network none new2 sh -c 'ls /home; ls / | tr "\\n" " "; ls /etc | tr "\\n" " "'
            apus save -q -o new2.tar new2; apus rmi -f new2 > /dev/null; apus load -q -i new2.tar > /dev/null; apus run --rm --network none new2 ls /home
            apus commit -q -s e one > /dev/null; apus run --rm --network none one ls /home /srv
            echo user; apus run --rm --network none -u user busybox id -un; apus run --rm --network none --read-only busybox touch /x 2>/dev/null; echo $?
            echo volume; apus run --rm --network none -v v:/etc busybox ls /etc | head -3; apus run --rm --network none --mount type=image,source=new,destination=/i busybox ls /i/home
            apus run --rm --network none --mount type=image,source=new,destination=/i,rw=true busybox sh -c 'touch /i/home/n && ls /i/home'
            apus run --rm --network none --mount type=image,source=new,destination=/i,subpath=home busybox ls /i
            echo check; apus system check; apus rm -f c d e > /dev/null; apus ps -aq
            """

        private static func expectSame(_ told: [String], sourceLocation: SourceLocation = #_sourceLocation) {
            let lines = told.map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            guard lines.count == 2, contains(told[0], "A /made/in/same") else {
                #expect(Bool(false), "\(told)", sourceLocation: sourceLocation)
                return
            }
            let changes = lines[1].difference(from: lines[0]).map { change in
                switch change {
                case .remove(let place, let line, _): "\(place) -\(line)"
                case .insert(let place, let line, _): "\(place) +\(line)"
                }
            }
            let isSame = changes.isEmpty
            #expect(isSame, "\(changes.prefix(20).joined(separator: "\n"))", sourceLocation: sourceLocation)
        }

        @Test(arguments: [Sandbox.Owner.root, .ordinaryUser])
        func `containers do the same with vfs as with overlay`(owner: Sandbox.Owner) throws {
            if owner == .ordinaryUser, OrdinaryUser.current == nil { return }
            var told: [String] = []
            for driver in ["overlay", "vfs"] {
                try withSandbox(owner, images: []) { box in
                    try box.check("apus --storage-driver \(driver) load -q -i \(Fixtures.busybox) > /dev/null; apus info --format '{{.Store.GraphDriverName}}'", is: driver)
                    let result = try box.run(Self.life, seconds: 120)
                    #expect(result.errors.isEmpty, "\(driver)\n\(result.report)")
                    told.append(result.output)
                    try box.check("apus image mount busybox > where 2>/dev/null && ls $(cat where)/bin/busybox > /dev/null && apus image unmount busybox", code: owner == .root ? 0 : nil)
                    if owner == .ordinaryUser {
                        try box.check("apus unshare sh -c 'p=$(apus image mount busybox) && ls $p/etc/passwd && apus image unmount busybox'", has: ["/etc/passwd"])
                    }
                }
            }
            Self.expectSame(told)
        }

        private static let hasProgram = (try? exists("/usr/bin/fuse-overlayfs")) == true && (try? exists("/dev/fuse")) == true

        /// On some machines the device is root's alone.
        private static let usersHaveProgram =
            hasProgram && OrdinaryUser.current != nil && (try? status(of: "/dev/fuse").permissions & 0o6) == 0o6

        @Test(.enabled(if: hasProgram, "needs fuse-overlayfs and /dev/fuse"), arguments: [Sandbox.Owner.root, .ordinaryUser])
        func `containers do the same with a mount program as with the kernel`(owner: Sandbox.Owner) throws {
            if owner == .ordinaryUser, !Self.usersHaveProgram { return }
            var told: [String] = []
            for option in ["", "--storage-opt overlay.mount_program=/usr/bin/fuse-overlayfs"] {
                try withSandbox(owner, images: []) { box in
                    try box.check("apus \(option) load -q -i \(Fixtures.busybox) > /dev/null; apus info --format '{{.Store.GraphDriverName}}'", is: "overlay")
                    let result = try box.run(Self.life, seconds: 120)
                    #expect(result.errors.isEmpty, "\(option)\n\(result.report)")
                    told.append(result.output)
                    try box.check("apus run --rm --network none busybox grep -c '^[0-9]* [0-9]* [0-9:]* / / .* - fuse ' /proc/self/mountinfo", code: option.isEmpty ? 1 : 0, is: option.isEmpty ? "0" : "1")
                    try box.check("apus run -d --name c --network none busybox sh -c 'echo up > /root/up; sleep 1000' > /dev/null; grep fuse /proc/self/mountinfo | grep apus-e2e", code: 1, is: "")
                    try box.eventually("apus exec c cat /root/up", is: "up")
                    try box.check("echo in > f; apus cp f c:/root/ && apus exec c cat /root/f && apus diff c && apus commit -q c live > /dev/null && apus run --rm --network none live cat /root/up /root/f", is: "in\nC /root\nA /root/f\nA /root/up\nup\nin")
                    try box.check("apus restart -t 0 c > /dev/null && apus exec c cat /root/f && apus rm -f -t 0 c", has: ["in"])
                    try box.eventually("ps ax -o args | grep -c \"[f]use-overlayfs -f .*$BOX\"", is: "0")
                }
            }
            Self.expectSame(told)
        }

        @Test(.enabled(if: usersHaveProgram, "needs fuse-overlayfs, a /dev/fuse for all, and useradd"))
        func `an ordinary user gets the mount program where the kernel refuses overlays`() throws {
            try withSandbox(.ordinaryUser, images: []) { box in
                try box.write(
                    "inside",
                    """
                    mkdir -p o/base o/place && mount -t tmpfs none o/base && mkdir o/base/lower o/base/upper o/base/work && mount -t overlay -o userxattr,lowerdir=o/base/lower,upperdir=o/base/upper,workdir=o/base/work none o/place || exit 1
                    again() { apus --root $PWD/o/place/root "$@"; }
                    again load -q -i \(Fixtures.busybox) > /dev/null; again info --format '{{.Store.GraphDriverName}} {{.Store.GraphOptions}}'
                    again run --name c --network none busybox sh -c 'rm -r /home && mkdir /home && touch /home/x && rm /etc/group && chown 1:2 /home/x' && again commit -q c new > /dev/null && again run --rm --network none new sh -c 'stat -c "%n %u %g" /home/*; ls /etc/group'
                    again diff c; again system check; again rm -af > /dev/null
                    """)
                let told = try box.check("apus unshare sh ./inside")
                #expect(contains(told.output, "overlay map[overlay.mount_program:/usr/bin/fuse-overlayfs]\n/home/x 1 2\nC /etc\nD /etc/group\nC /home\nD /home/user\nA /home/x"), "\(told.report)")
                try box.eventually("ps ax -o args | grep -c \"[f]use-overlayfs -f .*$BOX\"", is: "0")
            }
        }

        @Test(.enabled(if: hasProgram, "needs fuse-overlayfs and /dev/fuse")) func `a mount program that does not work is told`() throws {
            try withSandbox { box in
                try box.check("apus --storage-opt mount_program=/bin/false run --rm --network none busybox true", code: 125, says: ["/bin/false", "root of the container"])
                try box.check("apus --storage-opt mount_program=/nosuch create --network none --name c busybox true; apus start c", code: 125, says: ["/nosuch"])
                try box.check("apus --storage-opt mount_program=nosuch ps", code: 125, says: ["mount_program=nosuch"])
                try box.check("apus rm c && STORAGE_OPTS=overlay.mount_program=/usr/bin/fuse-overlayfs apus run --rm --network none busybox grep -c ' - fuse ' /proc/self/mountinfo", has: ["1"])
            }
        }

        @Test(arguments: [Sandbox.Owner.root, .ordinaryUser])
        func `a copied root has the owners of the container's user namespace`(owner: Sandbox.Owner) throws {
            if owner == .ordinaryUser, OrdinaryUser.current == nil { return }
            try withSandbox(owner, images: []) { box in
                let mapping = owner == .root ? "--uidmap 0:100000:65536 --gidmap 0:100000:65536" : "--uidmap 0:1:2000 --gidmap 0:1:2000"
                try box.check("apus --storage-driver vfs load -q -i \(Fixtures.busybox)")
                try box.check("apus run --name c --network none \(mapping) busybox sh -c 'stat -c %u /etc/passwd; touch /root/f; chown 1000:1001 /root/f'", is: "0")
                try box.check("apus diff c", is: "C /root\nA /root/f")
                try box.check("apus commit -q c new && apus run --rm --network none new stat -c '%u %g' /root/f /etc/passwd", has: ["1000 1001\n0 0"])
            }
        }

        @Test func `a change that keeps size and time is found, and what only looks new is none`() throws {
            try withSandbox(images: []) { box in
                try box.check("apus --storage-driver vfs load -q -i \(Fixtures.busybox)")
                try box.check("apus run --name c --network none busybox sh -c 'cp -p /etc/passwd /tmp/p; tr r R < /tmp/p > /etc/passwd; touch -r /tmp/p /etc/passwd; rm /tmp/p; cp -p /etc/not-executable /etc/n; mv /etc/n /etc/not-executable'")
                let changed = try box.check("apus diff c", has: ["C /etc/passwd"])
                #expect(!contains(changed.output, "not-executable"), "\(changed.report)")
            }
        }

        @Test func `where overlayfs does not work a store gets vfs by itself`() throws {
            try withSandbox(images: []) { box in
                // Layers of an overlay cannot lie in an overlay.
                let told = try box.check(
                    """
                    cat > inside <<'END'
                    mkdir -p o/base o/place && mount -t tmpfs none o/base && mkdir o/base/lower o/base/upper o/base/work && mount -t overlay -o lowerdir=o/base/lower,upperdir=o/base/upper,workdir=o/base/work none o/place || exit 1
                    apus() { command \(Sandbox.engineProgram) --root $PWD/o/place/root --runroot $BOX/run "$@"; }
                    apus --storage-driver overlay ps; echo $?
                    apus load -q -i \(Fixtures.busybox) > /dev/null; apus info --format '{{.Store.GraphDriverName}}'
                    apus run --name c --network none busybox sh -c 'rm -r /home && mkdir /home && touch /home/x && rm /etc/group' && apus commit -q c new > /dev/null && apus run --rm --network none new sh -c 'ls /home; ls /etc/group'
                    apus diff c; apus system check; apus rm -af > /dev/null
                    umount o/place o/base
                    END
                    unshare -m --propagation private sh ./inside
                    """)
                #expect(contains(told.output, "125\nvfs\nx\nC /etc\nD /etc/group\nC /home\nD /home/user\nA /home/x"), "\(told.report)")
                #expect(contains(told.errors, "storage driver of this store is vfs"), "\(told.report)")
            }
        }

        @Test func `a create that is killed or finds no room leaves no copy behind`() throws {
            try withSandbox(images: []) { box in
                try box.check("apus --storage-driver vfs load -q -i \(Fixtures.busybox)")
                let words = box.engineWords(["create", "--name", "c", "--network", "none", "busybox", "true"])
                let whole = try KillAtChange.run(words, step: 0)
                try box.check("apus rm c")
                for step in stride(from: 1, through: whole.steps, by: max(1, whole.steps / 12)) {
                    _ = try KillAtChange.run(words, step: step)
                    try box.check("apus ps -aq | wc -l | grep -q '[01]'; apus rm -f c 2>/dev/null; apus run --rm --name c --network none busybox echo well && apus system check", has: ["well"])
                }
                try box.check("apus system prune -f > /dev/null; find $BOX/root/containers -mindepth 1 | wc -l", is: "0")
                try box.check(
                    """
                    mkdir small && mount -t tmpfs -o size=5m none small && trap 'umount small 2>/dev/null || { sleep 1; umount small; }' EXIT
                    run() { \(Sandbox.engineProgram) --root $PWD/small/root --runroot $BOX/run "$@"; }
                    run --storage-driver vfs load -q -i \(Fixtures.busybox) > /dev/null && head -c 3m /dev/zero > small/fill; run run --rm --network none busybox true; echo $?; ls small/root/containers; rm small/fill; run run --rm --network none busybox echo room
                    """, is: "125\nroom", says: ["no space left"])
            }
        }
    }
}
