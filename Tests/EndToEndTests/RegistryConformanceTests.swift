import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Every request of the distribution specification's four categories, by `scripts/check-registry`.
    @Suite(.enabled(if: TestedEngine.isOurs)) struct RegistryConformance {
        private func conforms(_ address: String, _ options: [String] = []) throws {
            let result = try runCommand(
                "/usr/bin/perl", ["\(Fixtures.repository)/scripts/check-registry"] + options + [address],
                environment: ["PATH=/usr/bin:/bin"], seconds: 300)
            #expect(result.code == 0 && contains(result.output, " passed, 0 failed"), "\(result.report)")
        }

        @Test func `a folder answers as the distribution specification has it`() throws {
            let registry = try ServedRegistry()
            try conforms(registry.address)
            #expect(registry.stop(15) == 0)
        }

        @Test func `the image store answers as the distribution specification has it`() throws {
            try withSandbox(images: []) { box in
                let registry = try ServedRegistry(["--store"], global: ["--root", box.root, "--runroot", box.runRoot], port: .random(in: 32500..<32600))
                try conforms(registry.address, ["--lacks", "delete-blob"])
                registry.stop(15)
                try box.check("apus system check", is: "")
                try box.check("apus image prune -a -f > /dev/null; apus images -a -q; ls $BOX/root/images/layers", is: "")
            }
        }

        @Test func `a registry with users answers as the distribution specification has it`() throws {
            let registry = try ServedRegistry(
                ["--htpasswd", "$DIR/users", "$DIR/data"],
                prepare: { path in
                    let made = try runCommand(
                        "/usr/bin/perl", ["-e", "print crypt($ARGV[0], '$2y$05$abcdefghijklmnopqrstuu')", "secret"], environment: ["PATH=/usr/bin:/bin"])
                    try replaceFile(path + "/users", with: Array("user:\(made.text)\n".utf8), mode: 0o600)
                })
            try conforms(registry.address, ["--user", "user:secret"])
            #expect(registry.stop(15) == 0)
        }

        /// Proves the checks on a registry of others. What it leaves out, or answers otherwise, is told by the options.
        @Test(.enabled(if: LocalRegistry.isInstalled)) func `the checks find what another registry lacks`() throws {
            let registry = try LocalRegistry()
            let result = try runCommand(
                "/usr/bin/perl", ["\(Fixtures.repository)/scripts/check-registry", registry.address], environment: ["PATH=/usr/bin:/bin"], seconds: 300)
            #expect(result.code == 1 && contains(result.output, "referrers: GET"), "\(result.report)")
        }
    }
}
