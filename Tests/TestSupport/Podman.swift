internal import Linux

/// Debian's podman as a peer: with limits that this machine lets it set, and where it finds control groups that it accepts.
package enum Podman {
    package static let isInstalled = (try? exists("/usr/bin/podman")) == true && (try? exists("/usr/bin/crun")) == true

    /// A script that runs podman with its own storage.
    package static func wrapper(root: String, runRoot: String, more: String = "") -> String {
        let options = "--cgroup-manager cgroupfs --events-backend file --root '\(root)' --runroot '\(runRoot)' \(more)"
        guard Credentials.effectiveUser == 0, let namespace else {
            return "#!/bin/sh\nexec /usr/bin/podman \(options) \"$@\"\n"
        }
        return """
            #!/bin/sh
            export CONTAINERS_CONF=\(configuration)
            exec nsenter --mount=/proc/\(namespace)/ns/mnt --wdns="$PWD" /usr/bin/podman \(options) "$@"

            """
    }

    /// A process that keeps a mount namespace in which an empty cgroup v2 beside v1 does not confuse crun 1.8.
    private static let namespace: CInt? = {
        let script = """
            if grep -q ' /sys/fs/cgroup/unified ' /proc/self/mountinfo; then umount /sys/fs/cgroup/unified; fi
            touch /tmp/apus-peer-$0
            while [ -d /proc/$0 ]; do sleep 1; done
            """
        let own = String(CurrentProcess.identifier)
        let pid = try? spawnProgram(
            "/usr/bin/unshare", arguments: ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", script, own],
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
            places: (0..<3).map { DescriptorPlace(from: nil, to: $0) }, newSession: true)
        for _ in 0..<100 {
            if (try? exists("/tmp/apus-peer-\(own)")) == true { break }
            pause(milliseconds: 20)
        }
        _ = try? removeFile("/tmp/apus-peer-\(own)")
        return pid
    }()

    /// Podman's own default limits need CAP_SYS_RESOURCE.
    private static let configuration: String = {
        let path = "\(Fixtures.directory)/containers.conf"
        let limits = (try? readFile("/proc/self/limits")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        var files = "1024"
        for line in limits.split(separator: "\n") where line.hasPrefix("Max open files") {
            files = line.split(separator: " ").dropFirst(4).first.map(String.init) ?? files
        }
        _ = try? makeDirectories(Fixtures.directory)
        _ = try? replaceFile(
            path, with: Array("[containers]\ndefault_ulimits = [\"nofile=\(files):\(files)\", \"nproc=10000:10000\"]\n".utf8), mode: 0o644)
        return path
    }()
}
