import Linux
import OCISpecification
import Testing

@testable import Seccomp

/// Our filters beside those that libseccomp makes of the same profiles, call by call.
@Suite(.enabled(if: ReferenceLibrary.found != nil, "libseccomp2 is not installed")) struct ReferenceComparisonTests {
    private static let compared: [SystemCallArchitecture] = [.x86_64, .x86, .x32, .aarch64, .arm]

    /// What was found where the two differ.
    private struct Differences {
        var decisions = 0
        /// Those about calls whose rules libseccomp may mistake for one another, and how many of them it decides otherwise.
        var mergeable = 0
        var merged = 0
        /// Those that libseccomp's program makes without looking at the number of the call.
        var blind = 0
        var wrong: [String] = []
    }

    private func compare(
        _ profile: LinuxSeccomp, native: SystemCallArchitecture, tree: Bool, seed: UInt64, skipping unknown: [String] = []
    ) throws -> Differences {
        let library = ReferenceLibrary.found!
        var ours = FastInterpreter(try SeccompProgram(compiling: profile, native: native).instructions)
        let reference = try ReferenceProgram(profile, native: native, tree: tree, library: library)
        var theirs = FastInterpreter(reference.instructions)
        var numbers = Numbers(seed: seed)
        var found = Differences()
        let listed = [native] + (profile.architectures ?? []).compactMap { SystemCallArchitecture(name: $0) }
        for architecture in Self.compared {
            let meaning = ProfileMeaning(profile, on: architecture, library: library)
            let skipped = Set((unknown + reference.refused).flatMap { Self.numbers(of: $0, on: architecture) })
            for number in Self.numbers(of: architecture) where !skipped.contains(number) {
                let mayBeMerged = meaning.mayBeMerged(number)
                ours.set(token: architecture.auditToken, number: number)
                theirs.set(token: architecture.auditToken, number: number)
                for probe in meaning.probes(number, using: &numbers) {
                    ours.set(probe)
                    theirs.set(probe)
                    let mine = ours.run().answer
                    let other = theirs.run()
                    let answers = meaning.answers(number, probe)
                    found.decisions += 1
                    if mayBeMerged { found.mergeable += 1 }
                    let isListed = listed.contains(architecture) && number &- architecture.numberBase < 0x4000_0000
                    if isListed && mine != answers.first ?? meaning.defaultAnswer {
                        found.wrong.append("\(architecture) \(number) \(probe): ours is \(mine), rules say \(answers)")
                    }
                    if mine == other.answer { continue }
                    if isListed && !other.asksNumber {
                        found.blind += 1
                    } else if mayBeMerged {
                        found.merged += 1
                    } else {
                        found.wrong.append("\(architecture) \(number) \(probe): \(mine), libseccomp's \(other.answer)")
                    }
                }
            }
        }
        return found
    }

    /// The numbers of a name, and of the gate it may go through.
    private static func numbers(of name: String, on architecture: SystemCallArchitecture) -> [UInt32] {
        var names = [name]
        if architecture == .x86, let call = MultiplexedCall.find(name) { names.append(call.gate) }
        return names.compactMap { SystemCallTable.number(of: $0, on: architecture) }
    }

    /// All numbers of an architecture, some that it does not have, and the edges of the ranges.
    private static func numbers(of architecture: SystemCallArchitecture) -> [UInt32] {
        let base = architecture.numberBase
        var numbers = (0...UInt32(600)).map { base + $0 } + [base + 1023, base + 0x00ff_ffff, 0x3fff_ffff, 0x4000_0000]
        numbers += [0x4000_0200, 0x7fff_ffff, 0x8000_0000, 0xc000_0000, .max - 1, .max]
        if architecture == .arm { numbers += (0xf_0000...0xf_0010).map { UInt32($0) } }
        return numbers
    }

    @Test(arguments: UInt64(0)..<50) func `generated profiles decide as libseccomp's`(seed: UInt64) throws {
        let library = ReferenceLibrary.found!
        let generated = GeneratedProfile(seed: seed, names: SystemCallTable.names.filter { library.knows($0) })
        for tree in [false, true] {
            let found = try compare(generated.profile, native: generated.native, tree: tree, seed: seed)
            #expect(found.wrong.isEmpty, "\(found.wrong.count): \(found.wrong.prefix(5).joined(separator: "\n"))")
            #expect(found.decisions > 5000)
        }
    }

    @Test func `the generated profiles have all actions, operators and architectures`() {
        let library = ReferenceLibrary.found!
        let names = SystemCallTable.names.filter { library.knows($0) }
        let generated = (UInt64(0)..<50).map { GeneratedProfile(seed: $0, names: names) }
        let rules = generated.flatMap { $0.profile.syscalls ?? [] }
        #expect(Set(rules.map(\.action)).count == 9)
        #expect(Set(rules.flatMap { $0.args ?? [] }.map(\.op)) == Set(ArgumentTests.operations))
        #expect(Set(generated.flatMap { [$0.native.name] + ($0.profile.architectures ?? []) }).count == Self.compared.count)
    }

    private static let installed = "/usr/share/containers/seccomp.json"

    @Test(.enabled(if: (try? exists(installed)) == true), arguments: [[], ["CAP_SYS_ADMIN", "CAP_AUDIT_WRITE"]])
    func `the profile that podman installs decides as libseccomp's`(capabilities: [String]) throws {
        let library = ReferenceLibrary.found!
        let file = try ProfileFile(parsing: try readFile(Self.installed), name: Self.installed)
        for native in [SystemCallArchitecture.x86_64, .aarch64] {
            let profile = try file.profile(capabilities: capabilities, architecture: native, kernelRelease: "6.1.0")
            let newer = SystemCallTable.names.filter { !library.knows($0) }
            for tree in [false, true] {
                let found = try compare(profile, native: native, tree: tree, seed: 1, skipping: newer)
                #expect(found.wrong.isEmpty, "\(found.wrong.count): \(found.wrong.prefix(5).joined(separator: "\n"))")
                #expect(found.merged == 0 && found.blind == 0 && found.decisions > 5000)
            }
        }
    }

    @Test func `calls have libseccomp's numbers`() {
        let library = ReferenceLibrary.found!
        for architecture in Self.compared {
            for name in SystemCallTable.names {
                guard let number = library.number(of: name, on: architecture) else { continue }
                #expect(SystemCallTable.number(of: name, on: architecture) == number, "\(architecture) \(name)")
            }
        }
    }
}
