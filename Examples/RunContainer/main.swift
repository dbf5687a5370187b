// Runs a shell command in a container of the bundle in a directory, and another one beside it:
//
//   run-container BUNDLE NAME 'echo first; sleep 1000' 'echo second'
//
// Prints how both ended. Documentation: "Running a Container" in the pages of ContainerRuntime.

import ContainerRuntime
import Glibc
import Linux
import OCISpecification

do {
    // The program starts anew from a read-only mount of itself, once.
    try ExecutableProtection.ensure()
    let words = CommandLine.arguments
    guard words.count == 5 else {
        print("usage: run-container BUNDLE NAME COMMAND SECOND-COMMAND")
        exit(2)
    }

    var bundle = try ContainerBundle(words[1])
    bundle.configuration.process?.args = ["sh", "-c", words[3]]
    bundle.configuration.process?.terminal = false

    let container = try Container(words[2], root: "/run/run-container")
    try container.create(of: bundle)
    do {
        try container.start()
        let second = try container.execute(["sh", "-c", words[4]])
        print("second \(try second.wait())")
        try container.signal(SignalNumber.kill)
        print("first \(try container.wait() ?? -1)")
        try container.delete()
    } catch {
        try container.delete(force: true)
        throw error
    }
} catch {
    print("run-container: \(error)")
    exit(1)
}
