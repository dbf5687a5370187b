import Linux
import TestSupport

/// Runs a command line under ptrace(2) and kills it, with all of its threads, just before or just after one of the system calls
/// that change files. In Perl, which every Debian has.
enum KillAtChange {
    /// How many such steps the command took, and whether it was killed at the one asked for.
    struct Outcome {
        let steps: Int
        let killed: Bool
    }

    /// The numbers of the calls that change files: x86-64, and the table of newer architectures.
    private static let calls = """
        1 18 20 76 77 82 83 84 85 86 87 88 90 92 93 94 162 74 75 188 189 190 258 259 260 263 264 265 266 268 277 280 285 306 316 326
        """

    static func run(_ arguments: [String], step: Int) throws -> Outcome {
        let result = try runCommand(
            "/usr/bin/perl", ["-e", tracer, calls, "\(step)"] + arguments, environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"],
            seconds: 120)
        let told = result.lines.last?.split(separator: " ").map { String($0) } ?? []
        guard result.code == 0, told.count == 2, let steps = Int(told[0]) else {
            throw PreparationFailed(description: result.report)
        }
        return Outcome(steps: steps, killed: told[1] == "1")
    }

    private static let tracer = #"""
        use strict; use POSIX ();
        my ($calls, $step, @program) = @ARGV;
        my %changes = map { $_ => 1 } split(" ", $calls);
        my $x86 = (POSIX::uname())[4] eq "x86_64";
        my ($ptrace, $wait4) = $x86 ? (101, 61) : (117, 260);
        sub await {
            my $status = pack("i", 0);
            my $got = syscall($wait4, -1, $status, 0x40000000, 0);
            return ($got, unpack("i", $status));
        }
        sub trace { my ($request, $pid, $data) = @_; return syscall($ptrace, $request + 0, $pid + 0, 0, $data + 0) }
        # the number of the system call that a thread is in; every call counts where the kernel does not tell
        sub changing {
            return 1 if !$x86;
            my $word = pack("q", 0);
            syscall($ptrace, 3, $_[0] + 0, 120, $word);
            return $changes{unpack("q", $word)};
        }
        my $first = fork();
        if (!$first) {
            open(STDIN, "<", "/dev/null"); open(STDOUT, ">", "/dev/null"); open(STDERR, ">", "/dev/null");
            trace(0, 0, 0);
            exec { $program[0] } @program;
            POSIX::_exit(127);
        }
        await();
        # TRACESYSGOOD, EXITKILL and the threads
        trace(0x4200, $first, 0x100001 | 0x8);
        trace(24, $first, 0);
        my ($steps, $killed, %seen) = (0, 0, $first => 1);
        while (1) {
            my ($pid, $status) = await();
            last if $pid < 0;
            if (($status & 0x7f) == 0 || ($status & 0xff) != 0x7f) { last if $pid == $first; next }
            my ($signal, $event) = (($status >> 8) & 0xff, $status >> 16);
            my $new = !$seen{$pid};
            $seen{$pid} = 1;
            if ($signal == (5 | 0x80) && !$killed && changing($pid) && ++$steps == $step) { $killed = 1; kill(9, $first); next }
            my $pass = ($signal == 5 || $signal == (5 | 0x80) || ($new && $signal == 19)) ? 0 : $signal;
            trace(24, $pid, $pass);
        }
        print "$steps $killed\n";
        """#
}

extension Sandbox {
    /// The words of a command of the tested engine, without a shell.
    func engineWords(_ words: [String]) -> [String] { [Self.engineProgram, "--root", root, "--runroot", runRoot] + words }

    /// The tested engine itself.
    static var engineProgram: String {
        guard case .apus(let directory)? = TestedEngine.current else { return "/bin/false" }
        return directory.hasSuffix("/") ? "\(directory)apus" : "\(directory)/apus"
    }
}
