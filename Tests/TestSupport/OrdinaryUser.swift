internal import Linux

/// An ordinary user of this machine for tests of containers without root: made once, with subordinate ids.
package struct OrdinaryUser: Sendable {
    package static let name = "apustest"
    package let identifier: Int
    package let home: String
    package let runtimeDirectory: String

    /// nil where the user cannot be made, for want of root or of useradd.
    package static let current: OrdinaryUser? = {
        let script = """
            set -e
            id -u apustest >/dev/null 2>&1 || useradd --create-home --shell /bin/sh apustest
            grep -q '^apustest:' /etc/subuid || usermod --add-subuids 300000-365535 apustest
            grep -q '^apustest:' /etc/subgid || usermod --add-subgids 300000-365535 apustest
            uid=$(id -u apustest)
            mkdir -p /run/user/$uid
            chown apustest:apustest /run/user/$uid
            chmod 700 /run/user/$uid
            echo $uid
            getent passwd apustest | cut -d: -f6
            """
        guard
            let made = try? runCommand(
                "/bin/sh", ["-c", script], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], seconds: 20),
            made.code == 0, made.lines.count == 2, let identifier = Int(made.lines[0])
        else { return nil }
        return OrdinaryUser(identifier: identifier, home: made.lines[1], runtimeDirectory: "/run/user/\(identifier)")
    }()
}
