import Linux
import OCISpecification
import TestSupport
import Testing

@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct MountOptionTests {
    /// The attributes of a mount as the container sees them.
    private let attributes = "at() { awk -v p=$1 '$5 == p { print $6 }' /proc/self/mountinfo | tail -n 1; }; "

    private func mounted(_ options: [String], type: String = "tmpfs") -> Mount {
        Mount(destination: "/m", type: type, source: "tmpfs", options: options)
    }

    @Test func `each attribute of a mount is switched on and off`() throws {
        let rows: [(options: [String], attributes: String)] = [
            (["ro"], "ro,relatime"), (["ro", "rw"], "rw,relatime"), (["nosuid", "nodev", "noexec"], "rw,nosuid,nodev,noexec,relatime"),
            (["nosuid", "suid", "nodev", "dev", "noexec", "exec"], "rw,relatime"), (["noatime"], "rw,noatime"),
            (["strictatime"], "rw"), (["noatime", "relatime"], "rw,relatime"), (["nodiratime"], "rw,nodiratime,relatime"),
            (["nodiratime", "diratime"], "rw,relatime"), (["nosymfollow"], "rw,relatime,nosymfollow"), (["defaults"], "rw,relatime"),
        ]
        for row in rows {
            var container = try TestContainer(attributes + "at /m")
            container.configuration.mounts?.append(mounted(row.options))
            let outcome = try container.run()
            #expect(outcome.output == row.attributes + "\n", "\(row.options) \(outcome.errors)")
        }
    }

    @Test func `options of the whole file system are set, and left to the host by bind mounts`() throws {
        var container = try TestContainer("awk '$5 == \"/m\" { print $NF }' /proc/self/mountinfo; ls /b")
        let bundle = container.path
        container.configuration.mounts! += [
            mounted(["sync", "dirsync", "size=1m", "silent", "async", "sync", "iversion", "nolazytime"]),
            Mount(destination: "/b", type: "bind", source: bundle, options: ["bind", "sync", "dirsync", "lazytime", "mand"]),
        ]
        let outcome = try container.run()
        #expect(outcome.output.hasPrefix("rw,sync,dirsync,size=1024k") || !RuntimeUnderTest.isOurs, "\(outcome.output) \(outcome.errors)")
        #expect(outcome.output.contains("config.json"))
        #expect(outcome.status == 0)
    }

    @Test func `recursive attributes reach the mounts below`() throws {
        let rows: [(option: String, attributes: String)] = [
            ("rro", "ro,relatime"), ("rnosuid", "rw,nosuid,relatime"), ("rnodev", "rw,nodev,relatime"), ("rnoexec", "rw,noexec,relatime"),
            ("rnoatime", "rw,noatime"), ("rstrictatime", "rw"), ("rnodiratime", "rw,nodiratime,relatime"),
            ("rnosymfollow", "rw,relatime,nosymfollow"),
        ]
        for row in rows {
            var container = try TestContainer(attributes + "at /v/below")
            let path = container.path
            try makeDirectories("\(path)/v/below")
            try mount(source: "t", on: "\(path)/v/below", type: "tmpfs")
            defer { _ = try? unmount("\(path)/v/below", detached: true) }
            container.configuration.mounts?.append(
                Mount(destination: "/v", type: "bind", source: "\(path)/v", options: ["rbind", row.option]))
            let outcome = try container.run()
            #expect(outcome.output == row.attributes + "\n", "\(row.option) \(outcome.errors)")
        }
    }

    @Test func `ro on a recursive bind mount leaves those below writable`() throws {
        var container = try TestContainer("touch /v/a 2>/dev/null; echo $?; touch /v/below/a; echo $?")
        let path = container.path
        try makeDirectories("\(path)/v/below")
        try mount(source: "t", on: "\(path)/v/below", type: "tmpfs")
        defer { _ = try? unmount("\(path)/v/below", detached: true) }
        container.configuration.mounts?.append(
            Mount(destination: "/v", type: "bind", source: "\(path)/v", options: ["rbind", "ro"]))
        #expect(try container.run().output == "1\n0\n")
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a remount changes attributes and parameters of what is mounted`() throws {
        var container = try TestContainer(
            attributes + "at /m; awk '$5 == \"/m\" { print $NF }' /proc/self/mountinfo | grep -o 'size=[0-9]*k'")
        container.configuration.mounts! += [
            mounted(["size=1m"]),
            Mount(destination: "/m", type: "tmpfs", source: "tmpfs", options: ["remount", "ro", "nosuid", "size=2m"]),
        ]
        let outcome = try container.run()
        #expect(outcome.output == "ro,nosuid,relatime\nsize=2048k\n", "\(outcome.errors)")
    }

    @Test func `a mount has the propagation that its options name`() throws {
        let rows: [(options: [String], field: String)] = [
            (["rbind", "rshared"], "shared:"), (["rbind", "rprivate"], "-"), (["rbind", "rslave", "shared"], "shared:"),
            (["bind", "unbindable"], "unbindable"),
        ]
        for row in rows {
            var container = try TestContainer("awk '$5 == \"/v\" { print $7 }' /proc/self/mountinfo")
            try makeDirectories("\(container.path)/v")
            let source = "\(container.path)/v"
            container.configuration.mounts?.append(
                Mount(destination: "/v", type: "bind", source: source, options: row.options))
            let outcome = try container.run()
            #expect(outcome.output.hasPrefix(row.field), "\(row.options): \(outcome.output) \(outcome.errors)")
        }
    }

    @Test func `the root has the propagation that rootfsPropagation names`() throws {
        for (name, field) in [("private", "-"), ("rprivate", "-"), ("unbindable", "unbindable"), ("runbindable", "unbindable")] {
            var container = try TestContainer("awk '$5 == \"/\" { print $7 }' /proc/self/mountinfo | tail -n 1")
            container.configuration.linux?.rootfsPropagation = name
            let outcome = try container.run()
            #expect(outcome.output == field + "\n", "\(name): \(outcome.errors)")
        }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a bind mount shows its files with other owners`() throws {
        func mapping(_ host: UInt32) -> [LinuxIDMapping] { [LinuxIDMapping(containerID: 0, hostID: host, size: 10)] }
        for options in [["bind"], ["bind", "idmap"], ["rbind", "ridmap"]] {
            var container = try TestContainer("stat -c '%u %g' /v/file")
            try makeDirectories("\(container.path)/v")
            try replaceFile("\(container.path)/v/file", with: [])
            try setOwner("\(container.path)/v/file", user: 3, group: 4)
            let source = "\(container.path)/v"
            container.configuration.mounts?.append(
                Mount(
                    destination: "/v", type: "bind", source: source, options: options, uidMappings: mapping(1000),
                    gidMappings: mapping(2000)))
            let outcome = try container.run()
            #expect(outcome.output == "1003 2004\n", "\(options): \(outcome.errors)")
        }
        var written = try TestContainer("stat -c '%u %g' /v/file")
        try makeDirectories("\(written.path)/v")
        try replaceFile("\(written.path)/v/file", with: [])
        try setOwner("\(written.path)/v/file", user: 3, group: 4)
        let source = "\(written.path)/v"
        written.configuration.mounts?.append(
            Mount(destination: "/v", type: "bind", source: source, options: ["bind", "idmap=uids=0-500-3#3-1000-5;gids=4-77-1"]))
        let outcome = try written.run()
        #expect(outcome.output == "1000 77\n", "\(outcome.errors)")
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a symlink is copied where that is asked, and not followed where that is`() throws {
        var container = try TestContainer("readlink /link; cat /through")
        try makeSymlink("\(container.path)/link", to: "target")
        try replaceFile("\(container.path)/target", with: Array("text\n".utf8))
        let link = "\(container.path)/link"
        container.configuration.mounts! += [
            Mount(destination: "/link", type: "bind", source: link, options: ["bind", "copy-symlink"]),
            Mount(destination: "/through", type: "bind", source: link, options: ["bind"]),
        ]
        let outcome = try container.run()
        #expect(outcome.output == "target\ntext\n", "\(outcome.errors)")
        var refusing = try TestContainer("true")
        try makeSymlink("\(refusing.rootfs)/place", to: "/tmp")
        let place = refusing.path
        refusing.configuration.mounts?.append(
            Mount(destination: "/place", type: "bind", source: place, options: ["bind", "dest-nofollow"]))
        #expect(try refusing.run().status != 0)
    }

    @Test func `a file system with parameters longer than one call takes is mounted`() throws {
        var container = try TestContainer("ls /o")
        let path = container.path
        var lowers: [String] = []
        for index in 0..<6 {
            let directory = "\(path)/layer-with-a-name-that-is-rather-long-for-a-directory-\(index)"
            try makeDirectories(directory)
            try replaceFile("\(directory)/\(index)", with: [])
            lowers.append(directory)
        }
        container.configuration.mounts?.append(
            Mount(destination: "/o", type: "overlay", source: "overlay", options: ["ro", "lowerdir=" + lowers.joined(separator: ":")]))
        let outcome = try container.run()
        #expect(outcome.output == "0\n1\n2\n3\n4\n5\n", "\(outcome.errors)")
    }

    @Test func `an unknown type and an unknown parameter are errors that name the mount`() throws {
        for mount in [
            Mount(destination: "/m", type: "nonsensefs", source: "x"),
            Mount(destination: "/m", type: "tmpfs", source: "x", options: ["nonsense=1"]),
        ] {
            var container = try TestContainer("true")
            container.configuration.mounts?.append(mount)
            let outcome = try container.run()
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("/m"), "\(outcome.errors)")
        }
    }
}
