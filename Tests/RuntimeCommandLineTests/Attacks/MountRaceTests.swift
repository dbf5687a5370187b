import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// A process outside swaps parts of a volume while containers mount below them (CVE-2021-30465, CVE-2024-45310). `APUS_ROUNDS` is how many
/// containers are made.
@Suite(.enabled(if: RuntimeUnderTest.canRun && (try? exists("/usr/bin/perl")) == true), .serialized) struct MountRaceTests {
    /// Exchanges two names without an end: renameat2(2) with RENAME_EXCHANGE.
    private static let racer = #"""
        use POSIX ();
        my $call = (POSIX::uname())[4] eq "x86_64" ? 316 : 276;
        my ($one, $other) = @ARGV;
        1 while syscall($call, -100, $one, -100, $other, 2) == 0;
        """#

    /// Makes containers with a mount at `/volume/a/b` while `a` is a directory and a symlink out in turn. Tells how many ran, and what came
    /// to be outside.
    private func race(_ container: borrowing TestContainer, absolute: Bool, rounds: Int) throws -> (ran: Int, outside: [String]) {
        let path = container.path
        for name in ["volume/a", "outside"] { try makeDirectories("\(path)/\(name)") }
        // far enough up from wherever it is looked at
        let up = String(repeating: "../", count: 20)
        try makeSymlink("\(path)/volume/link", to: absolute ? "\(path)/outside" : "\(up)\(path.dropFirst())/outside")
        try container.write()
        try replaceFile("\(path)/racer", with: Array(Self.racer.utf8))
        let script = """
            perl \(path)/racer \(path)/volume/a \(path)/volume/link & racer=$!
            ran=0
            for i in $(seq \(rounds)); do
                \(RuntimeUnderTest.path!) --root \(path)/state run --bundle \(path) \(container.id)-$i > \(path)/told 2>&1 && ran=$((ran + 1))
                [ "$(ls \(path)/outside)" ] && break
                \(RuntimeUnderTest.path!) --root \(path)/state delete --force \(container.id)-$i > \(path)/told 2>&1
                rm -rf \(path)/rootfs/volume/a/b
                for name in a link; do [ -L \(path)/volume/$name ] || rmdir \(path)/volume/$name/b 2> \(path)/told || rm -f \(path)/volume/$name/b; done
            done
            kill $racer
            echo $ran
            """
        let result = try runCommand(
            "/bin/sh", ["-c", script], environment: RuntimeUnderTest.environment, seconds: 60 + rounds / 2)
        let outside = try names(in: "\(path)/outside")
        return (Int(result.text) ?? -1, outside)
    }

    @Test(arguments: ["tmpfs", "bind"]) func `nothing is made outside while the target of a mount is swapped`(type: String) throws {
        let rounds = environmentVariable("APUS_ROUNDS").flatMap { Int($0) } ?? 100
        var container = try TestContainer("exit 0")
        let path = container.path
        try replaceFile("\(path)/file", with: Array("f\n".utf8))
        container.configuration.mounts! += [
            Mount(destination: "/volume", type: "bind", source: "\(path)/volume", options: ["rbind", "rw"]),
            type == "tmpfs"
                ? Mount(destination: "/volume/a/b", type: "tmpfs", source: "tmpfs")
                : Mount(destination: "/volume/a/b", type: "bind", source: "\(path)/file", options: ["bind"]),
        ]
        let (ran, outside) = try race(container, absolute: type == "tmpfs", rounds: rounds)
        #expect(outside.isEmpty, "\(outside) was made outside")
        #expect(ran > 0, "no container was made at all")
    }
}
