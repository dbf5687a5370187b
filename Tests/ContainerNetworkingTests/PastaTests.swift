import ContainerNetworking
import Linux
import Netlink
import TestSupport
import Testing

@Suite struct PastaTests {
    @Test func `nothing is forwarded that was not asked for`() {
        #expect(
            Pasta(program: "/usr/bin/pasta").arguments(for: "/run/x/netns") == [
                "/usr/bin/pasta", "--config-net", "--dns-forward", "169.254.1.1", "-t", "none", "-u", "none", "-T",
                "none", "-U", "none", "--no-map-gw", "--quiet", "--netns", "/run/x/netns",
            ])
    }

    @Test func `published ports and the user's words replace ours`() {
        let words = Pasta(
            program: "pasta", userOptions: ["-T", "5432", "--map-gw", "--dns-forward", "10.0.0.53"],
            ports: [
                .init(host: 8080, container: 80),
                .init(isUDP: true, hostAddress: .version4(IPv4Address(127, 0, 0, 1)), host: 53, container: 5353),
            ]
        ).arguments(for: "n", userNamespace: "u")
        #expect(
            words == [
                "pasta", "--config-net", "-t", "8080:80", "-u", "127.0.0.1/53:5353", "-U", "none", "--quiet", "-T",
                "5432",
                "--dns-forward", "10.0.0.53", "--userns", "u", "--netns", "n",
            ])
    }

    @Test func `a program that fails is quoted`() throws {
        let directory = try TemporaryDirectory("pasta")
        let program = directory.path + "/pasta"
        try replaceFile(program, with: Array("#!/bin/sh\necho 'No such thing: tun' >&2\nexit 1\n".utf8), mode: 0o755)
        do throws(NetworkingError) {
            let start = try PastaStart(Pasta(program: program), namespace: "n")
            try start.wait()
            Issue.record("it succeeded")
        } catch {
            #expect(error.code == .program && "\(error)".contains("No such thing: tun"), "\(error)")
            #expect("\(error)".contains("/dev/net/tun"))
        }
        #expect(Pasta.find(in: "\(directory.path)/none:relative:\(directory.path)") == program)
        #expect(Pasta.find(in: "relative") == nil)
    }

    /// pasta leaves root and becomes nobody: to stand for a user, the test would have to be one.
    @Test(
        .enabled(
            if: !isRoot && Pasta.find(in: "/usr/bin") != nil && mayExecute("/usr/bin/unshare"), "needs pasta, and not to be root"))
    func `a user's namespace gets a network, and pasta ends with its link`() throws {
        let directory = try TemporaryDirectory("pasta")
        let link = directory.path + "/netns"
        let holder = try spawnProgram(
            "/usr/bin/unshare", arguments: ["unshare", "-Urn", "sleep", "30"], environment: [],
            places: [DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: nil, to: 1)])
        defer {
            do {
                try sendSignal(9, toChild: holder)
                _ = try waitForChild(.process(holder))
            } catch { Issue.record("\(error)") }
        }
        pause(nanoseconds: 300_000_000)
        try makeSymlink(link, to: "/proc/\(holder)/ns/net")
        let start = try PastaStart(
            Pasta(program: "/usr/bin/pasta"), namespace: link, userNamespace: "/proc/\(holder)/ns/user")
        try start.wait()
        let inside = try shell("nsenter -t \(holder) -U -n --preserve-credentials ip route").output
        #expect(inside.contains("default"), "\(inside)")
        try removeFile(link)
        pause(nanoseconds: 300_000_000)
        #expect(try shell("pgrep -f '[n]etns \(link)'").output == "")
    }
}
