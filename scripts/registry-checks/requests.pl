# Requests to a registry, and what is looked at in every answer.
use Digest::SHA qw(sha256_hex sha512_hex);
use MIME::Base64 qw(encode_base64);
use strict;
use warnings;
our (%lacks, %codes, $login, $base, $passed, $failed, $http, $json, $salt, $one, $two, $place, $count, $manifest_type, $index_type, $config_type, $layer_type);

sub note { my ($good, $what) = @_; if ($good) { $passed++ } else { $failed++; print "$place: $what\n" } return $good }
sub digest { my ($bytes, $algorithm) = @_; ($algorithm // 'sha256') eq 'sha512' ? 'sha512:' . sha512_hex($bytes) : 'sha256:' . sha256_hex($bytes) }
sub bytes { my $size = shift; my $text = ''; $text .= sha512_hex($salt . $count++) while length $text < $size; substr $text, 0, $size }
sub escaped { my $text = shift; $text =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/ge; $text }
sub query { my $address = shift; while (@_) { $address .= ($address =~ /\?/ ? '&' : '?') . shift() . '=' . escaped(shift) } $address }

# One request; the statuses that are right are given as a list. The answer comes back for a closer look.
sub ask {
    my ($method, $path, $right, %more) = @_;
    my $url = $path =~ /^http/ ? $path : $base . $path;
    my %headers = %{ $more{headers} // {} };
    $headers{Authorization} = 'Basic ' . encode_base64($login, '') if defined $login;
    my %options = (headers => \%headers);
    my $body = $more{body};
    if (defined $body) {
        $headers{'Content-Type'} //= 'application/octet-stream';
        # A length that is not told beforehand makes the body one of chunks.
        $options{content} = $more{stream} ? sub { my $part = substr $body, 0, 700, ''; length $part ? $part : undef } : $body;
    } elsif ($method =~ /^(POST|PUT|PATCH)$/) {
        $headers{'Content-Length'} = 0;
        $options{content} = '';
    }
    my $answer = $http->request($method, $url, \%options);
    my %known = map { $_ => 1 } ref $right ? @$right : $right;
    note($known{ $answer->{status} }, "$method $path: $answer->{status}, not " . join(' or ', sort keys %known) . ' ' . substr($answer->{content} // '', 0, 300));
    if ($answer->{status} == 400 || $answer->{status} == 404) {
        my $told = $method eq 'HEAD' ? undef : eval { $json->decode($answer->{content})->{errors}[0]{code} };
        note($method eq 'HEAD' || $codes{ $told // '' }, "$method $path: the error is told in JSON, with a code of the specification");
    }
    return $answer;
}

sub header { my $value = $_[0]{headers}{ lc $_[1] }; ref $value ? join(',', @$value) : $value // '' }
sub place { my ($answer, $what) = @_; my $at = header($answer, 'Location'); note(length $at, "$what: no Location"); $at }
sub begin { place(ask('POST', "/v2/$_[0]/blobs/uploads/", 202), 'beginning an upload') }

# A blob as it was stored, by all ways of asking for it.
sub stored {
    my ($repository, $digest, $bytes, $at) = @_;
    for my $path (grep { defined } "/v2/$repository/blobs/$digest", $at) {
        my $got = ask('GET', $path, 200);
        note($got->{content} eq $bytes, "GET $path: other bytes");
        my $head = ask('HEAD', $path, 200);
        note(header($head, 'Content-Length') eq length $bytes, "HEAD $path: the length is " . header($head, 'Content-Length'));
        for ($got, $head) { note(header($_, 'Docker-Content-Digest') =~ /^(\Q$digest\E)?$/, "$path: Docker-Content-Digest") }
    }
}

sub unstored { my ($repository, $digest) = @_; ask($_, "/v2/$repository/blobs/$digest", 404) for 'HEAD', 'GET' }

sub drop_blob {
    my ($repository, $digest) = @_;
    return ask('DELETE', "/v2/$repository/blobs/$digest", 405) if $lacks{'delete-blob'};
    ask('DELETE', "/v2/$repository/blobs/$digest", [202, 404]);
    unstored($repository, $digest);
}

sub push_blob { my ($repository, $bytes, $algorithm) = @_; my $digest = digest($bytes, $algorithm);
    ask('PUT', query(begin($repository), digest => $digest), 201, body => $bytes); return $digest }

1;
